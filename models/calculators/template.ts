// Text templates for input files of other programs: {{name}} stands for a value, {{#name}}...{{/name}} for a text that is
// repeated for every item of a list (or kept where a flag is true), {{^name}}...{{/name}} for one kept where the list is empty
// or the flag false. Nothing in a template is ever run.

export type TemplateValue = string | number | boolean | readonly Fields[];

/** Looks a name up; undefined where there is none. */
export type Fields = (name: string) => TemplateValue | undefined;

export class TemplateError extends Error {
  override name = "TemplateError";
}

interface Section {
  readonly name: string;
  readonly inverted: boolean;
  readonly line: number;
  readonly parts: Part[];
}
type Part = string | { readonly name: string; readonly line: number } | Section;

const tag = /\{\{\s*([#^/]?)\s*([A-Za-z][\w.-]*)\s*\}\}/g;

/** Fields of an object. */
export function fieldsOf(values: Readonly<Record<string, TemplateValue>>): Fields {
  return (name) => (Object.hasOwn(values, name) ? values[name] : undefined);
}

/** Looks in the first, then in the second. */
export function within(inner: Fields, outer: Fields): Fields {
  return (name) => inner(name) ?? outer(name);
}

/** @throws TemplateError naming file and line, for a name that there is none of or a section that is not closed */
export function renderTemplate(text: string, fields: Fields, file = "template"): string {
  return renderParts(parse(text, file), fields, file);
}

function parse(text: string, file: string): Part[] {
  const root: Section = { name: "", inverted: false, line: 0, parts: [] };
  const open: Section[] = [root];
  let at = 0;
  for (const match of text.matchAll(tag)) {
    const [whole, mark, name] = match as unknown as [string, string, string];
    const line = text.slice(0, match.index).split("\n").length;
    const parts = open.at(-1)!.parts;
    let [from, to] = [match.index, match.index + whole.length];
    if (mark !== "") {
      // A line that holds nothing but a section's mark is no line of the file.
      const lineStart = text.lastIndexOf("\n", from - 1) + 1;
      const newline = text.indexOf("\n", to);
      const lineEnd = newline < 0 ? text.length : newline + 1;
      if (lineStart >= at && text.slice(lineStart, from).trim() === "" && text.slice(to, lineEnd).trim() === "")
        [from, to] = [lineStart, lineEnd];
    }
    parts.push(text.slice(at, from));
    at = to;
    if (mark === "") parts.push({ name, line });
    else if (mark !== "/") {
      const section = { name, inverted: mark === "^", line, parts: [] };
      parts.push(section);
      open.push(section);
    } else if (open.at(-1)!.name === name && open.length > 1) open.pop();
    else throw new TemplateError(`${file}:${line}: {{/${name}}} closes nothing that is open: write it behind its {{#${name}}}.`);
  }
  const unclosed = open.length > 1 ? open.at(-1)! : null;
  if (unclosed) throw new TemplateError(`${file}:${unclosed.line}: {{#${unclosed.name}}} is never closed: write {{/${unclosed.name}}}.`);
  root.parts.push(text.slice(at));
  return root.parts;
}

function renderParts(parts: readonly Part[], fields: Fields, file: string): string {
  return parts.map((part) => (typeof part === "string" ? part : renderPart(part, fields, file))).join("");
}

function renderPart(part: Exclude<Part, string>, fields: Fields, file: string): string {
  const value = fields(part.name);
  if (value === undefined)
    throw new TemplateError(
      `${file}:${part.line}: there is no {{${part.name}}}: give it in the calculator's values, or for every species.`,
    );
  if (!("parts" in part)) {
    if (typeof value === "object")
      throw new TemplateError(`${file}:${part.line}: {{${part.name}}} is a list: write {{#${part.name}}}...{{/${part.name}}}.`);
    return String(value);
  }
  if (typeof value === "object") {
    if (part.inverted) return value.length === 0 ? renderParts(part.parts, fields, file) : "";
    return value.map((item) => renderParts(part.parts, within(item, fields), file)).join("");
  }
  const shown = value !== false && value !== "" && value !== 0;
  // A single value is a list of one: {{value}} stands for it inside.
  return shown !== part.inverted ? renderParts(part.parts, within(fieldsOf({ value }), fields), file) : "";
}
