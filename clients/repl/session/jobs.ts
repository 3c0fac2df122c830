// The commands that run in a REPL: one in front, any number in the background, and lines waiting for their turn.
import type { ExitCode, LiveView, Output } from "../command/command.ts";
import { type RunEnvironment, runCommand } from "../command/run-command.ts";
import type { ConnectDaemon } from "../daemon-client.ts";
import type { CommandLine } from "../editor/words.ts";
import type { Style } from "../terminal/style.ts";
import { throttle } from "./throttle.ts";

const redrawEveryMs = 100;
const outcomes = { 0: ["good", "done"], 1: ["error", "failed"], 2: ["error", "failed"], 130: ["warning", "cancelled"] } as const;

export interface Job {
  /** Of a command in the background, from 1; 0 in front. */
  readonly number: number;
  readonly line: string;
  readonly background: boolean;
  readonly controller: AbortController;
  readonly begun: number;
  view: LiveView | null;
}

export interface JobsOptions {
  readonly connect: ConnectDaemon;
  readonly folder: string;
  readonly style: Style;
  readonly columns: () => number;
  /** Lines for the scrollback. */
  readonly print: (lines: readonly string[]) => void;
  readonly changed: () => void;
}

export class Jobs {
  front: Job | null = null;
  readonly background = new Set<Job>();
  readonly waiting: CommandLine[] = [];
  readonly #options: JobsOptions;
  readonly #viewChanged: () => void;
  #count = 0;

  constructor(options: JobsOptions) {
    this.#options = options;
    this.#viewChanged = throttle(redrawEveryMs, options.changed);
  }

  /** Runs the lines one after the other, those with & beside everything else. */
  submit(lines: readonly CommandLine[]): void {
    this.waiting.push(...lines);
    this.#next();
  }

  /** Cancels the command in front; asked again, stops waiting for its end. False when there is none. */
  cancelFront(): boolean {
    const { front } = this;
    if (!front) return false;
    this.waiting.length = 0;
    if (front.controller.signal.aborted) {
      this.front = null;
      this.#options.print([this.#options.style.warning("no longer waiting for it")]);
      this.#next();
    } else front.controller.abort();
    this.#options.changed();
    return true;
  }

  #next(): void {
    while (!this.front && this.waiting.length > 0) this.#start(this.waiting.shift()!);
    this.#options.changed();
  }

  #start({ text, words, background }: CommandLine): void {
    const line = words.join(" ");
    const job: Job = {
      number: background ? ++this.#count : 0,
      line,
      background,
      controller: new AbortController(),
      begun: Date.now(),
      view: null,
    };
    const { style, print } = this.#options;
    print([`${style.accent("❯")} ${text}`]);
    if (background) {
      this.background.add(job);
      print([style.dim(`[${job.number}] in the background`)]);
    } else this.front = job;
    runCommand(words, this.#environment(job)).then((code) => this.#finished(job, code));
  }

  #finished(job: Job, code: ExitCode): void {
    const { style, print } = this.#options;
    if (job.background) {
      this.background.delete(job);
      const [paint, what] = outcomes[code];
      print([style[paint](`[${job.number}] ${what}: ${job.line}`)]);
    }
    if (this.front === job) this.front = null;
    this.#next();
  }

  #environment(job: Job): RunEnvironment {
    const { connect, folder, style, columns, print } = this.#options;
    // A job no longer waited for says nothing any more.
    const heard = (): boolean => job.background || this.front === job;
    const output = (json: boolean): Output & { error(lines: readonly string[], report: unknown): void } => ({
      style,
      columns,
      result: (value, text) => heard() && print(json ? JSON.stringify(value, null, 2).split("\n") : text()),
      note: (text) => heard() && print([style.warning(text)]),
      error: (lines) => heard() && print(lines.map(style.error)),
      live: (view) => {
        job.view = view;
        this.#viewChanged();
      },
    });
    return { connect, signal: job.controller.signal, folder, interactive: true, output };
  }
}
