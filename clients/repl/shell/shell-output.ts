// Output of a command run once from the shell: results on stdout, everything else on stderr, where a view is redrawn
// in place on a terminal and told as an occasional line elsewhere.
import type { LiveView, Output } from "../command/command.ts";
import { withoutColour } from "../terminal/display-width.ts";
import { makeStyle, type Style, wantsColour } from "../terminal/style.ts";

/** The part of process.stdout and process.stderr that is used. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

const redrawEveryMs = 100;
const plainEveryMs = 3000;

export class ShellOutput implements Output {
  readonly style: Style;
  readonly #json: boolean;
  readonly #stdout: TextStream;
  readonly #stderr: TextStream;
  readonly #stderrColoured: boolean;
  readonly #redraws: boolean;
  #view: LiveView | null = null;
  #drawnLines = 0;
  #lastShown = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: { json: boolean; stdout: TextStream; stderr: TextStream; environment: NodeJS.ProcessEnv }) {
    const { json, stdout, stderr, environment } = options;
    this.#json = json;
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.#stderrColoured = wantsColour(environment, stderr.isTTY === true);
    this.#redraws = stderr.isTTY === true && environment.TERM !== "dumb";
    this.style = makeStyle(wantsColour(environment, stdout.isTTY === true));
  }

  /** A pipe has no width: lines are then as long as a wide terminal's. */
  columns(): number {
    return this.#stdout.isTTY ? (this.#stdout.columns ?? 80) : 200;
  }

  result(value: unknown, text: () => readonly string[]): void {
    this.#erase();
    if (this.#json) this.#stdout.write(`${JSON.stringify(value)}\n`);
    else
      this.#stdout.write(
        text()
          .map((line) => `${line}\n`)
          .join(""),
      );
    this.#draw();
  }

  note(text: string): void {
    this.#erase();
    this.#writeError(`${text}\n`);
    this.#draw();
  }

  error(lines: readonly string[], report: unknown): void {
    this.note(lines.map((line, index) => (index === 0 ? `adatom: ${line}` : line)).join("\n"));
    if (this.#json) this.#stdout.write(`${JSON.stringify({ error: report })}\n`);
  }

  live(view: LiveView | null): void {
    this.#view = view;
    if (view === null) {
      if (this.#timer) clearTimeout(this.#timer);
      this.#timer = null;
      this.#erase();
      return;
    }
    if (this.#timer) return;
    const every = this.#redraws ? redrawEveryMs : plainEveryMs;
    const wait = Math.max(0, this.#lastShown + every - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#show();
    }, wait);
    if (wait === 0) {
      clearTimeout(this.#timer);
      this.#timer = null;
      this.#show();
    }
  }

  #show(): void {
    if (!this.#view) return;
    this.#lastShown = performance.now();
    if (!this.#redraws) this.#writeError(`${this.#view.plain()}\n`);
    else {
      this.#erase();
      this.#draw();
    }
  }

  #draw(): void {
    if (!this.#view || !this.#redraws) return;
    const lines = this.#view.lines(this.#stderr.columns ?? 80, Math.max(3, (this.#stderr.rows ?? 24) - 2));
    this.#drawnLines = lines.length;
    this.#writeError(lines.map((line) => `${line}\n`).join(""));
  }

  #erase(): void {
    if (this.#drawnLines > 0) this.#stderr.write(`\u001B[${this.#drawnLines}A\r\u001B[J`);
    this.#drawnLines = 0;
  }

  #writeError(text: string): void {
    this.#stderr.write(this.#stderrColoured ? text : withoutColour(text));
  }
}
