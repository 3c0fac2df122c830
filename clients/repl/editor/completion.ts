// Completion: what the word at the cursor may become, from the commands' declarations and the names the daemon and the
// disk know.

import { commonOptions } from "../command/arguments.ts";
import type { Command, Completes, Option } from "../command/command.ts";
import { quoteWord, splitWords } from "./words.ts";

export interface Candidate {
  readonly text: string;
  /** Shown dimmed beside it in the menu. */
  readonly note?: string;
  /** True where more follows in the same word, as after a folder: no space is put behind. */
  readonly open?: boolean;
}

/** Names by kind. A source may fail or take long; completion then offers nothing of that kind. */
export interface CompletionSources {
  candidates(kind: Exclude<Completes, readonly string[] | "command">, word: string): Promise<readonly Candidate[]>;
}

export interface Completion {
  /** Part of the text that a candidate takes the place of. */
  readonly start: number;
  readonly end: number;
  readonly candidates: readonly Candidate[];
}

const nothing = (at: number): Completion => ({ start: at, end: at, candidates: [] });

/** Candidates for the word before the cursor, sorted as their source has them. */
export async function complete(
  text: string,
  cursor: number,
  commands: readonly Command[],
  sources: CompletionSources,
): Promise<Completion> {
  const lineStart = Math.max(0, text.lastIndexOf("\n", cursor - 1) + 1);
  const words = splitWords(text.slice(lineStart, cursor));
  const onWord = words.at(-1)?.end === cursor - lineStart ? words.pop() : undefined;
  const typed = onWord?.text ?? "";
  const start = onWord ? lineStart + onWord.start : cursor;
  const [name, ...before] = words.map((word) => word.text);
  const offered = await offer(name, before, typed, commands, sources);
  const candidates = offered.filter((candidate) => candidate.text.startsWith(typed) && candidate.text !== "");
  return candidates.length === 0 ? nothing(cursor) : { start, end: cursor, candidates };
}

async function offer(
  name: string | undefined,
  before: readonly string[],
  typed: string,
  commands: readonly Command[],
  sources: CompletionSources,
): Promise<readonly Candidate[]> {
  const names = (): Candidate[] => commands.map((command) => ({ text: command.name, note: command.summary }));
  if (name === undefined) return names();
  const command = commands.find((one) => one.name === name);
  if (!command) return [];
  const options = [...command.options, ...commonOptions];
  const awaited = options.find((option) => option.type !== "flag" && `--${option.name}` === before.at(-1));
  if (awaited) return fromKind(awaited.completes, typed, names, sources);
  if (typed.startsWith("-")) {
    const unused = options.filter((option) => !before.includes(`--${option.name}`));
    return unused.map((option) => ({ text: `--${option.name}`, note: option.summary }));
  }
  const positional = command.positionals[positionalsIn(before, options)];
  return fromKind(positional?.completes, typed, names, sources);
}

async function fromKind(
  kind: Completes | undefined,
  typed: string,
  names: () => Candidate[],
  sources: CompletionSources,
): Promise<readonly Candidate[]> {
  if (kind === undefined) return [];
  if (kind === "command") return names();
  if (typeof kind !== "string") return kind.map((text) => ({ text }));
  return sources.candidates(kind, typed).catch(() => []);
}

/** How many positional arguments the words already hold. */
function positionalsIn(words: readonly string[], options: readonly Option[]): number {
  let count = 0;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]!;
    if (!word.startsWith("-")) count += 1;
    else if (options.some((option) => option.type !== "flag" && `--${option.name}` === word)) index += 1;
  }
  return count;
}

/** What all candidates begin with. */
export function commonPrefix(candidates: readonly Candidate[]): string {
  const [first, ...rest] = candidates.map((candidate) => candidate.text);
  let prefix = first ?? "";
  for (const text of rest) while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix;
}

/** The text and cursor after taking a candidate. */
export function accept(text: string, completion: Completion, candidate: Candidate): { readonly text: string; readonly cursor: number } {
  const word = quoteWord(candidate.text) + (candidate.open || text[completion.end] === " " ? "" : " ");
  return { text: text.slice(0, completion.start) + word + text.slice(completion.end), cursor: completion.start + word.length };
}
