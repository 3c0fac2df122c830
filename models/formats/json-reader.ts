// JSON with positions: every object and array knows where it began, and a broken text still gives what came before the break.
// Never throws, never recurses deeper than its limit. NaN and Infinity, which Python writes, are read as numbers.

export interface JsonObject {
  readonly kind: "object";
  readonly offset: number;
  readonly members: Map<string, JsonValue>;
  /** False where the text broke off inside. */
  complete: boolean;
}

export interface JsonArray {
  readonly kind: "array";
  readonly offset: number;
  readonly items: JsonValue[];
  complete: boolean;
}

export type JsonValue = null | boolean | number | string | JsonObject | JsonArray;

export interface JsonReading {
  /** Undefined only where nothing at all could be read. */
  readonly value: JsonValue | undefined;
  readonly error?: { readonly message: string; readonly offset: number };
}

export function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && value.kind === "object" ? value : undefined;
}

export function asArray(value: JsonValue | undefined): JsonArray | undefined {
  return typeof value === "object" && value !== null && value.kind === "array" ? value : undefined;
}

class Reader {
  pos = 0;
  error: { message: string; offset: number } | undefined;
  private readonly text: string;
  private readonly maxDepth: number;

  constructor(text: string, maxDepth: number) {
    this.text = text;
    this.maxDepth = maxDepth;
  }

  fail(message: string, offset = this.pos): undefined {
    this.error ??= { message, offset };
    return undefined;
  }

  blanks(): void {
    while (" \n\r\t\ufeff".includes(this.text[this.pos] ?? "x")) this.pos++;
  }

  value(depth: number): JsonValue | undefined {
    this.blanks();
    const character = this.text[this.pos];
    if (character === undefined) return this.fail("The text ends where a value should stand.");
    if (character === "{" || character === "[") {
      if (depth >= this.maxDepth) return this.fail(`Objects and arrays are nested more than ${this.maxDepth} deep.`);
      return character === "{" ? this.object(depth) : this.array(depth);
    }
    if (character === '"') return this.string();
    return this.literal();
  }

  private literal(): JsonValue | undefined {
    const pattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|-?Infinity|NaN|true|false|null/y;
    pattern.lastIndex = this.pos;
    const word = pattern.exec(this.text)?.[0];
    if (word === undefined) return this.fail(`${JSON.stringify(this.text.slice(this.pos, this.pos + 20))} is not a JSON value.`);
    this.pos += word.length;
    return word === "null" ? null : word === "true" ? true : word === "false" ? false : Number(word);
  }

  private string(): string | undefined {
    const { text } = this;
    const start = this.pos;
    let escaped = false;
    let at = start + 1;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 34 || code === 10 || code === 13) break;
      if (code !== 92) continue;
      escaped = true;
      at++;
    }
    if (text.charCodeAt(at) !== 34) return this.fail("A string is not closed on its line.", start);
    this.pos = at + 1;
    if (!escaped) return text.slice(start + 1, at);
    try {
      return JSON.parse(text.slice(start, at + 1)) as string;
    } catch {
      return this.fail("A string has a wrong escape.", start);
    }
  }

  private array(depth: number): JsonArray {
    const array: JsonArray = { kind: "array", offset: this.pos, items: [], complete: false };
    this.pos++;
    this.blanks();
    if (this.text[this.pos] === "]") {
      this.pos++;
      array.complete = true;
      return array;
    }
    for (;;) {
      const item = this.value(depth + 1);
      if (item !== undefined) array.items.push(item);
      if (this.error) return array;
      if (this.closes("]", array)) return array;
    }
  }

  private object(depth: number): JsonObject {
    const object: JsonObject = { kind: "object", offset: this.pos, members: new Map(), complete: false };
    this.pos++;
    this.blanks();
    if (this.text[this.pos] === "}") {
      this.pos++;
      object.complete = true;
      return object;
    }
    for (;;) {
      this.blanks();
      const keyOffset = this.pos;
      const key = this.text[this.pos] === '"' ? this.string() : this.fail("A name in double quotes should stand here.");
      if (key === undefined) return object;
      if (object.members.has(key)) this.fail(`The name ${JSON.stringify(key)} stands twice in one object.`, keyOffset);
      this.blanks();
      if (this.text[this.pos] !== ":") this.fail("A colon should follow the name.");
      if (this.error) return object;
      this.pos++;
      const value = this.value(depth + 1);
      if (value !== undefined) object.members.set(key, value);
      if (this.error) return object;
      if (this.closes("}", object)) return object;
    }
  }

  /** Behind an item: true at the closer or where something else than a comma stands (an error). */
  private closes(closer: string, container: { complete: boolean }): boolean {
    this.blanks();
    const character = this.text[this.pos];
    if (character === closer) {
      this.pos++;
      container.complete = true;
      return true;
    }
    if (character === ",") {
      this.pos++;
      return false;
    }
    this.fail(character === undefined ? `The text ends before the closing ${closer}.` : `A comma or ${closer} should stand here.`);
    return true;
  }
}

/** Read a whole text as one JSON value. */
export function readJson(text: string, maxDepth = 64): JsonReading {
  const reader = new Reader(text, maxDepth);
  const value = reader.value(0);
  if (!reader.error) {
    reader.blanks();
    if (reader.pos < text.length) reader.fail("More text follows the end of the value.");
  }
  return reader.error ? { value, error: reader.error } : { value };
}
