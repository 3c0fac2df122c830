// A program in a real pseudo-terminal, its screen kept by a real terminal emulator (xterm): what a user would see, as
// text and as an SVG picture. A harness for tests, not a test.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type IPty, spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { screenSvg } from "./screen-svg.ts";

export interface PseudoTerminalOptions {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly columns: number;
  readonly rows: number;
}

const outputFolder = fileURLToPath(new URL("../../output/terminal/", import.meta.url));

export class PseudoTerminal {
  readonly #process: IPty;
  readonly #terminal: xterm.Terminal;
  /** Set when the program has ended. */
  exitCode: number | null = null;

  constructor({ file, args, environment, folder, columns, rows }: PseudoTerminalOptions) {
    this.#terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 5000, allowProposedApi: true });
    this.#process = spawn(file, [...args], { name: "xterm-256color", cols: columns, rows, cwd: folder, env: { ...environment } });
    this.#process.onData((data) => this.#terminal.write(data));
    // The terminal answers questions that programs ask of it.
    this.#terminal.onData((data) => this.#process.write(data));
    this.#process.onExit(({ exitCode }) => {
      this.exitCode = exitCode;
    });
  }

  /** Keys as a terminal sends them. */
  type(text: string): void {
    this.#process.write(text);
  }

  /** A paste in a terminal that marks pastes. */
  paste(text: string): void {
    this.#process.write(`\u001B[200~${text}\u001B[201~`);
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
    this.#process.resize(columns, rows);
  }

  kill(): void {
    if (this.exitCode === null) this.#process.kill("SIGKILL");
    this.#terminal.dispose();
  }

  /** The visible lines, without spaces at their ends. */
  screen(): string[] {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.#terminal.rows }, (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? "");
  }

  /** Scrollback and screen as one text. */
  everything(): string {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? "").join("\n");
  }

  /** Place of the cursor on the screen, from 0. */
  cursor(): { x: number; y: number } {
    const { active } = this.#terminal.buffer;
    return { x: active.cursorX, y: active.cursorY };
  }

  /** Waits until the screen (or, with everything, also the scrollback) satisfies the condition. */
  async until(what: string, holds: (screen: string) => boolean, limitMs = 15_000): Promise<void> {
    const end = Date.now() + limitMs;
    while (!holds(this.screen().join("\n"))) {
      if (Date.now() > end) throw new Error(`waited ${limitMs} ms for ${what}; the terminal shows:\n${this.everything()}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }

  async untilExit(limitMs = 10_000): Promise<number> {
    const end = Date.now() + limitMs;
    while (this.exitCode === null) {
      if (Date.now() > end) throw new Error(`the program did not end within ${limitMs} ms; the terminal shows:\n${this.everything()}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    return this.exitCode;
  }

  /** Keeps the screen as NAME.txt and NAME.svg in test/output/terminal, for people to look at. */
  screenshot(name: string): void {
    mkdirSync(outputFolder, { recursive: true });
    writeFileSync(`${outputFolder}${name}.txt`, `${this.screen().join("\n").trimEnd()}\n`);
    writeFileSync(`${outputFolder}${name}.svg`, screenSvg(this.#terminal));
  }
}
