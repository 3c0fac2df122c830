// The daemon speaks of parameters by the protocol's names; who typed options is told by theirs.
import { type Command, type Option, UsageError } from "./command.ts";

/** The protocol's name of what an option gives: a path with dots. */
export function fieldOf({ name, field }: Pick<Option, "name" | "field">): string {
  return field ?? name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

const refusal = /^adatom\/[\w/-]+: wrong parameters: /;

/**
 * The same error in the options' names. Parameters that the protocol refuses are wrong usage where each was given by an option.
 */
export function inOptionNames(command: Command, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof UsageError) return error;
  const names = new Map(command.options.map((option) => [fieldOf(option), `--${option.name}`]));
  if (!refusal.test(error.message)) {
    error.message = inProse(names, error.message);
    return error;
  }
  const clauses = error.message.replace(refusal, "").split("; ");
  const told = clauses.map((clause) => ofClause(names, clause));
  if (told.every((clause) => clause !== null)) return new UsageError(told.join("; "));
  error.message = (error.message.match(refusal)?.[0] ?? "") + told.map((clause, k) => clause ?? clauses[k]!).join("; ");
  return error;
}

/** `maximumSteps must be ...`, or of a part of what the option gives: `stages.0.steps must be ...`; null where no option gives it. */
function ofClause(names: ReadonlyMap<string, string>, clause: string): string | null {
  const [path = ""] = /^[\w.]+/.exec(clause) ?? [];
  const parts = path.split(".");
  for (let count = parts.length; count > 0; count--) {
    const name = names.get(parts.slice(0, count).join("."));
    const rest = parts.slice(count).filter((part) => !/^\d+$/.test(part));
    if (name !== undefined) return `${name}${rest.length > 0 ? `: ${rest.join(".")}` : ""}${clause.slice(path.length)}`;
  }
  return null;
}

/** Names that are no words of the language, such as maximumSteps; and any in brackets, as an aside that says what to give. */
function inProse(names: ReadonlyMap<string, string>, message: string): string {
  const lastParts = new Map([...names].map(([field, name]) => [field.split(".").at(-1)!, name]));
  const nameOf = (field: string): string => names.get(field) ?? lastParts.get(field) ?? field;
  return message
    .replace(/\(([a-z]\w*(?:, [a-z]\w*)*)\)/g, (_, list: string) => `(${list.split(", ").map(nameOf).join(", ")})`)
    .replace(/(?<![\w./-])[a-z]+(?:[A-Z]\w*)+(?![\w/-])/g, nameOf);
}
