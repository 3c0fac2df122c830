// Words of a command line to values, by the command's own declaration. Wrong usage is a UsageError that says what was expected.
import { parseArgs } from "node:util";
import { type Command, type Option, UsageError } from "./command.ts";
import { closest } from "./suggest.ts";

/** Every command understands these. */
export const commonOptions: readonly Option[] = [
  { name: "json", type: "flag", summary: "print the result as JSON on stdout, and nothing else there" },
  { name: "help", short: "h", type: "flag", summary: "how to use this command" },
];

/** The values of one call, read by name. */
export class ArgumentValues {
  readonly #options: Readonly<Record<string, string | boolean | undefined>>;
  readonly #positionals: ReadonlyMap<string, string>;
  constructor(options: Readonly<Record<string, string | boolean | undefined>>, positionals: ReadonlyMap<string, string>) {
    this.#options = options;
    this.#positionals = positionals;
  }
  flag(name: string): boolean {
    return this.#options[name] === true;
  }
  text(name: string): string | undefined {
    const value = this.#options[name];
    return typeof value === "string" ? value : undefined;
  }
  number(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : Number(text);
  }
  positional(name: string): string | undefined {
    return this.#positionals.get(name);
  }
  /** A positional that the declaration requires. */
  required(name: string): string {
    const value = this.positional(name);
    if (value === undefined) throw new UsageError(`${name} is missing`);
    return value;
  }
}

/** @param words what follows the command's name */
export function parseArguments(command: Command, words: readonly string[]): ArgumentValues {
  const declared = [...command.options, ...commonOptions];
  const { values, positionals } = parse(command, declared, words);
  for (const option of declared) checkNumber(option, values[option.name]);
  const named = new Map<string, string>();
  positionals.forEach((value, index) => {
    const positional = command.positionals[index];
    if (!positional) throw new UsageError(`${command.name} takes no further argument, but got "${value}"`);
    named.set(positional.name, value);
  });
  const missing = command.positionals.find((positional) => positional.required && !named.has(positional.name));
  if (missing && values.help !== true) throw new UsageError(`${command.name} needs ${missing.name}: ${missing.summary}`);
  return new ArgumentValues(values, named);
}

function parse(command: Command, declared: readonly Option[], words: readonly string[]) {
  const options = Object.fromEntries(
    declared.map(({ name, type, short }) => [
      name,
      { type: type === "flag" ? ("boolean" as const) : ("string" as const), ...(short && { short }) },
    ]),
  );
  try {
    const parsed = parseArgs({ args: joinNegativeValues(declared, words), options, allowPositionals: true, strict: true });
    return { values: parsed.values as Record<string, string | boolean | undefined>, positionals: parsed.positionals };
  } catch (error) {
    const unknown = /Unknown option '(-[^']*)'/.exec(error instanceof Error ? error.message : "")?.[1];
    if (unknown === undefined) throw new UsageError(plainMessage(error));
    const near = closest(
      unknown.replace(/^-+/, ""),
      declared.map((option) => option.name),
    );
    throw new UsageError(`${command.name} has no option ${unknown}${near ? `; did you mean --${near}?` : ""}`);
  }
}

/** `--seed -1`: parseArgs takes a value that begins with a dash only as `--seed=-1`. */
function joinNegativeValues(declared: readonly Option[], words: readonly string[]): string[] {
  const numeric = new Set(declared.filter(({ type }) => type === "number" || type === "integer").map(({ name }) => `--${name}`));
  const joined: string[] = [];
  for (const word of words) {
    if (/^-[\d.]/.test(word) && numeric.has(joined.at(-1) ?? "")) joined.push(`${joined.pop()}=${word}`);
    else joined.push(word);
  }
  return joined;
}

function checkNumber(option: Option, value: string | boolean | undefined): void {
  if (typeof value !== "string" || (option.type !== "number" && option.type !== "integer")) return;
  const number = value.trim() === "" ? Number.NaN : Number(value);
  if (Number.isFinite(number) && (option.type === "number" || Number.isInteger(number))) return;
  throw new UsageError(`--${option.name} takes ${option.type === "integer" ? "a whole number" : "a number"}, not "${value}"`);
}

/** The first sentence of node's message: the rest explains its own quoting rules. */
function plainMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n")[0]!.replace(/ To specify .*/, "");
}
