// The key=value pairs of an extended XYZ comment line, each with where it stands: quotes, braces, escapes, bare keys.

export interface KeyValue {
  readonly key: string;
  /** As written, without its quotes or brackets; "T" for a key alone. */
  readonly value: string;
  /** In quotes or brackets: text, never a number or a flag. */
  readonly enclosed: boolean;
  /** Offsets in the text: the key begins at `start`, the value is text[valueStart, valueEnd), without its quotes. */
  readonly start: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  /** The closing quote or bracket is missing. */
  readonly unclosed: boolean;
}

const closers: Readonly<Record<string, string>> = { '"': '"', "'": "'", "{": "}", "[": "]" };

function isSpace(character: string | undefined): boolean {
  return character === " " || character === "\t" || character === "\r";
}

/** All pairs in text[start, end). */
export function readKeyValues(text: string, start: number, end: number): KeyValue[] {
  const pairs: KeyValue[] = [];
  let pos = start;
  for (;;) {
    while (pos < end && (isSpace(text[pos]) || text[pos] === "," || text[pos] === "=")) pos++;
    if (pos >= end) return pairs;
    const key = readItem(text, pos, end, true);
    let at = key.next;
    while (at < end && isSpace(text[at])) at++;
    if (text[at] !== "=" || at >= end) {
      const { start: from, end: to } = key;
      pairs.push({ key: key.text, value: "T", enclosed: false, start: pos, valueStart: from, valueEnd: to, unclosed: key.unclosed });
      pos = key.next;
      continue;
    }
    at++;
    while (at < end && isSpace(text[at])) at++;
    const value = readItem(text, at, end, false);
    pairs.push({
      key: key.text,
      value: value.text,
      enclosed: value.enclosed,
      start: pos,
      valueStart: value.start,
      valueEnd: value.end,
      unclosed: value.unclosed,
    });
    pos = Math.max(value.next, at);
  }
}

interface Item {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly next: number;
  readonly enclosed: boolean;
  readonly unclosed: boolean;
}

function readItem(text: string, pos: number, end: number, isKey: boolean): Item {
  const opener = text[pos] ?? "";
  const closer = pos < end ? closers[opener] : undefined;
  if (closer === undefined || (isKey && closer !== opener)) {
    let to = pos;
    while (to < end && !isSpace(text[to]) && !(isKey && text[to] === "=")) to++;
    return { text: text.slice(pos, to), start: pos, end: to, next: to, enclosed: false, unclosed: false };
  }
  const nests = closer !== opener;
  let depth = 1;
  let escaped = false;
  let to = pos + 1;
  for (; to < end; to++) {
    const character = text[to];
    if (!nests && character === "\\" && to + 1 < end) {
      escaped = true;
      to++;
    } else if (character === closer && --depth === 0) break;
    else if (nests && character === opener) depth++;
  }
  const raw = text.slice(pos + 1, to);
  const unescaped = escaped ? raw.replace(/\\(.)/g, (_, c: string) => (c === "n" ? "\n" : c)) : raw;
  return { text: unescaped, start: pos + 1, end: to, next: Math.min(to + 1, end), enclosed: true, unclosed: to >= end };
}

/** What an info value means: text in quotes stays text; bare numbers and T, F, true, false are read. */
export function infoValue(pair: KeyValue): string | number | boolean {
  if (pair.enclosed) return pair.value;
  if (/^(T|True|true)$/.test(pair.value)) return true;
  if (/^(F|False|false)$/.test(pair.value)) return false;
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?$/.test(pair.value)) {
    const value = Number(pair.value.replace(/[dD]/, "e"));
    if (Number.isFinite(value)) return value;
  }
  return pair.value;
}

/** An info pair as it is written, so that it reads back as the same value. */
export function writeKeyValue(key: string, value: string | number | boolean): string {
  const quote = (text: string): string => `"${text.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\r", " ")}"`;
  const left = /^[^\s="'{}[\],\\]+$/.test(key) ? key : quote(key);
  if (typeof value === "number") return `${left}=${Number.isFinite(value) ? value : quote(String(value))}`;
  if (typeof value === "boolean") return `${left}=${value ? "T" : "F"}`;
  const bare = /^[A-Za-z_][^\s="'{}[\],\\]*$/.test(value) && !/^(T|F|True|False|true|false)$/.test(value);
  return `${left}=${bare ? value : quote(value)}`;
}
