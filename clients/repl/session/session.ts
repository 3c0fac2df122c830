// A REPL session: what keys do, what runs, what has been printed. Screens draw it; it draws nothing itself.
import { commands } from "../command/registry.ts";
import type { ConnectDaemon } from "../daemon-client.ts";
import type { CompletionSources } from "../editor/completion.ts";
import type { History } from "../editor/history.ts";
import type { Key } from "../editor/line-editor.ts";
import { commandLines } from "../editor/words.ts";
import type { Style } from "../terminal/style.ts";
import { DaemonMonitor } from "./daemon-monitor.ts";
import { Jobs } from "./jobs.ts";
import { Prompt } from "./prompt.ts";

/** Something printed for good: it scrolls away with the terminal. */
export interface Block {
  readonly id: number;
  readonly lines: readonly string[];
}

export interface SessionOptions {
  readonly connect: ConnectDaemon;
  readonly folder: string;
  readonly style: Style;
  readonly history: History;
  readonly sources: CompletionSources;
  readonly columns: () => number;
  /** Called for every entry worth keeping on disk. */
  readonly remember: (text: string) => void;
  readonly leave: () => void;
  readonly clearScreen: () => void;
}

const leaveWithinMs = 2000;

export class Session {
  readonly prompt: Prompt;
  readonly jobs: Jobs;
  readonly daemon: DaemonMonitor;
  readonly style: Style;
  blocks: readonly Block[] = [];
  /** True for a moment after the first Ctrl-C on an empty line. */
  leavesOnInterrupt = false;
  /** True at the end, when the live region is to vanish. */
  left = false;
  /** Changes whenever anything did. */
  revision = 0;
  readonly #options: SessionOptions;
  readonly #listeners = new Set<() => void>();
  readonly #input: (Key | string)[] = [];
  #leaveTimer: NodeJS.Timeout | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { connect, folder, style, history, sources, columns } = options;
    const changed = (): void => this.#changed();
    this.style = style;
    this.prompt = new Prompt({ history, commands, sources, changed: () => this.#work() });
    this.daemon = new DaemonMonitor(connect, changed);
    // A command that connects may have started a daemon: the status line should know it.
    const connectAndLook: ConnectDaemon = async (how) => {
      const client = await connect(how);
      this.daemon.look(false);
      return client;
    };
    this.jobs = new Jobs({ connect: connectAndLook, folder, style, columns, print: (lines) => this.print(lines), changed });
  }

  /** For React's useSyncExternalStore. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  print(lines: readonly string[]): void {
    this.blocks = [...this.blocks, { id: this.blocks.length, lines }];
    this.#changed();
  }

  /** Finds or starts the daemon; where that fails the whole reason is printed, the status line has room for its beginning only. */
  async begin(): Promise<void> {
    await this.daemon.look(true);
    if (this.daemon.state === "down") this.print(this.daemon.why.split("\n").map(this.style.error));
  }

  paste(text: string): void {
    this.#input.push(text);
    this.#work();
  }

  press(key: Key): void {
    // Ctrl-C waits for nothing.
    if (key.ctrl && key.name === "c") this.#press(key);
    else this.#input.push(key);
    this.#work();
  }

  /** Takes keys and pastes in their order; while a completion is on its way they wait for it. */
  #work(): void {
    while (!this.prompt.completing && this.#input.length > 0) {
      const next = this.#input.shift()!;
      if (typeof next === "string") this.prompt.paste(next);
      else this.#press(next);
    }
    this.#changed();
  }

  #press(key: Key): void {
    const intent = this.prompt.press(key);
    if (intent !== "interrupt") this.leavesOnInterrupt = false;
    if (intent === "submit") this.#submit(this.prompt.take());
    else if (intent === "help") this.#submit("help");
    else if (intent === "interrupt") this.#interrupt();
    else if (intent === "leave") this.#leave();
    else if (intent === "clear-screen") this.#options.clearScreen();
  }

  close(): void {
    this.daemon.close();
    if (this.#leaveTimer) clearTimeout(this.#leaveTimer);
  }

  #submit(text: string): void {
    if (text.trim() === "") return;
    const { history, remember } = this.#options;
    if (history.add(text)) remember(text);
    if (/^\s*(exit|quit)\s*$/.test(text)) this.#leave();
    else this.jobs.submit(commandLines(text));
  }

  /** Ctrl-C: the command in front, else the line, else, twice, the REPL. Never the daemon, never a run of another command. */
  #interrupt(): void {
    if (this.prompt.editor.text !== "") {
      this.print([`${this.style.accent("❯")} ${this.prompt.take()}${this.style.dim("^C")}`]);
    } else if (this.jobs.cancelFront()) return;
    else if (this.leavesOnInterrupt) this.#leave();
    else {
      this.leavesOnInterrupt = true;
      this.#leaveTimer = setTimeout(() => {
        this.leavesOnInterrupt = false;
        this.#changed();
      }, leaveWithinMs);
      this.#leaveTimer.unref();
    }
  }

  /** Nothing is cancelled: what this REPL began goes on in the daemon, and it says so. */
  #leave(): void {
    const running = this.daemon.activeRuns.map(({ id, title }) => `run ${id} (${title})`);
    this.left = true;
    if (running.length > 0) this.print([this.style.dim(`${running.join(", ")} ${running.length === 1 ? "goes" : "go"} on in the daemon`)]);
    this.#changed();
    this.#options.leave();
  }

  #changed(): void {
    this.revision += 1;
    for (const listener of this.#listeners) listener();
  }
}
