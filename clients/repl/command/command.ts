// What a command is. The REPL and the shell command line run the same ones; each stands in its own file in commands/.
import type { ConnectDaemon } from "../daemon-client.ts";
import type { Style } from "../terminal/style.ts";
import type { ArgumentValues } from "./arguments.ts";

/** 0 done, 1 failed, 2 wrong usage, 130 cancelled by the user. */
export type ExitCode = 0 | 1 | 2 | 130;

/** What Tab offers for an argument: the daemon's or the disk's names of a kind, or the words listed. */
export type Completes = "file" | "folder" | "model" | "learned-model" | "calculator" | "potential" | "run" | "command" | readonly string[];

export interface Positional {
  readonly name: string;
  readonly summary: string;
  readonly required: boolean;
  readonly completes?: Completes;
}

export interface Option {
  /** Long name without dashes. */
  readonly name: string;
  readonly type: "flag" | "text" | "number" | "integer";
  /** Stands for the value in the help; not for flags. */
  readonly value?: string;
  readonly short?: string;
  readonly summary: string;
  readonly completes?: Completes;
  /** What the protocol calls it, a path with dots, where that is not the option's name: errors of the daemon speak of that. */
  readonly field?: string;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** More for `help COMMAND`, one paragraph. */
  readonly details?: string;
  readonly positionals: readonly Positional[];
  readonly options: readonly Option[];
  /** Arguments of a command that can really be typed, for the help and docs/cli.md. */
  readonly examples: readonly string[];
  run(context: CommandContext): Promise<ExitCode>;
}

/** A part of the screen that changes while a command runs. */
export interface LiveView {
  /** Lines for a terminal, at most `rows` of them. */
  lines(columns: number, rows: number): string[];
  /** One line that says the same where nothing can be redrawn. */
  plain(): string;
}

/** Where a command's output goes. The value given to `result` is what --json prints, the text is for people. */
export interface Output {
  readonly style: Style;
  /** Columns to lay text out for. */
  columns(): number;
  result(value: unknown, text: () => readonly string[]): void;
  /** Something worth knowing beside the result: a warning, a hint. Never on stdout of a shell command. */
  note(text: string): void;
  /** Shows the view until it is replaced or, with null, taken away. */
  live(view: LiveView | null): void;
}

export interface CommandContext {
  readonly arguments: ArgumentValues;
  readonly output: Output;
  readonly connect: ConnectDaemon;
  /** Aborted when the user cancels this command. */
  readonly signal: AbortSignal;
  /** Folder that relative paths of the user refer to. */
  readonly folder: string;
  /** True inside the REPL. */
  readonly interactive: boolean;
  /** All commands, for help. */
  readonly commands: readonly Command[];
}

/** The user called a command wrongly: exit code 2 and a hint at the help. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** The user cancelled: exit code 130. */
export class CancelledError extends Error {
  override name = "Cancelled";
  constructor(message = "cancelled") {
    super(message);
  }
}
