// Errors as a user meets them: a name, a message, and what else the daemon said; and the exit code they lead to.
import { type ExitCode, UsageError } from "./command.ts";

export interface ErrorReport {
  readonly name: string;
  readonly message: string;
  readonly [detail: string]: unknown;
}

/** What --json prints of an error: {"name", "message", ...details}. */
export function errorReport(error: unknown): ErrorReport {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const data = "data" in error && typeof error.data === "object" && error.data !== null ? error.data : {};
  return { ...data, name: error.name, message: error.message };
}

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return 2;
  return error instanceof Error && (error.name === "Cancelled" || error.name === "AbortError") ? 130 : 1;
}

interface Problem {
  readonly file?: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** The message, and below it the problems the daemon found, with file, line and column as editors count them. */
export function errorLines(error: unknown): string[] {
  const report = errorReport(error);
  const problems = Array.isArray(report.problems) ? (report.problems as Problem[]) : [];
  const shown = problems
    .slice(0, 10)
    .map(({ file, line, column, message }) => `  ${file ? `${file}:` : ""}${line + 1}:${column + 1}: ${message}`);
  const more = problems.length > shown.length ? [`  ... and ${problems.length - shown.length} more`] : [];
  return [...report.message.split("\n"), ...shown, ...more];
}
