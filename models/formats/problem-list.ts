// Where readers put what is wrong: capped, so that a file with a million bad lines costs no more than one with a few hundred.
import type { Problem, Severity } from "./format.ts";

/** Problems kept of one file; the rest are counted and summed up in one last problem. */
export const problemLimit = 200;

export class ProblemList {
  readonly problems: Problem[] = [];
  private left = 0;
  private leftError = false;
  private leftLine = 0;

  error(code: string, message: string, line: number, column: number, endColumn: number): void {
    this.add("error", code, message, line, column, endColumn);
  }

  warning(code: string, message: string, line: number, column: number, endColumn: number): void {
    this.add("warning", code, message, line, column, endColumn);
  }

  add(severity: Severity, code: string, message: string, line: number, column: number, endColumn: number): void {
    if (this.problems.length < problemLimit) {
      this.problems.push({ severity, code, message, line, column, endColumn: Math.max(endColumn, column) });
      return;
    }
    if (this.left++ === 0) this.leftLine = line;
    if (severity === "error") this.leftError = true;
  }

  /** No more problems are listed, only counted: whoever would word one may spare it. */
  get full(): boolean {
    return this.problems.length >= problemLimit;
  }

  /** Everything found so far, with a last problem that stands for those beyond the limit. */
  result(): Problem[] {
    if (this.left === 0) return this.problems;
    const message = `${this.left} more problems from here on are not listed. Mend the listed ones first and read the file again.`;
    const severity = this.leftError ? "error" : "warning";
    return [...this.problems, { severity, code: "more-problems", message, line: this.leftLine, column: 0, endColumn: 0 }];
  }

  /** Take over what another list found, as if it had been added here. */
  merge(other: ProblemList): void {
    for (const p of other.problems) this.add(p.severity, p.code, p.message, p.line, p.column, p.endColumn);
    if (other.left === 0) return;
    if (this.left === 0) this.leftLine = other.leftLine;
    this.left += other.left;
    this.leftError ||= other.leftError;
  }
}

/** Text from a file made fit for a message: short, on one line, in quotes. */
export function quoted(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 37)}...` : text;
  return JSON.stringify(short);
}
