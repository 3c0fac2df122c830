// What a person is told when a request failed: the daemon's own sentence, and where in the file.

export interface FailureText {
  readonly message: string;
  /** From 0; null when it is about no line. */
  readonly line: number | null;
}

interface Problem {
  readonly message: string;
  readonly line: number;
  readonly severity?: string;
}

export function failureText(error: unknown): FailureText {
  const message = error instanceof Error ? error.message : String(error);
  const problems = problemsOf(error);
  const first = problems.find((problem) => problem.severity !== "warning") ?? problems[0];
  if (first === undefined) return { message, line: null };
  const more = problems.length > 1 ? `\nand ${problems.length - 1} more` : "";
  return { message: `Line ${first.line + 1}: ${first.message}${more}`, line: first.line };
}

/** data.problems of BadStructure and BadProject. */
function problemsOf(error: unknown): readonly Problem[] {
  if (typeof error !== "object" || error === null || !("data" in error)) return [];
  const { data } = error;
  if (typeof data !== "object" || data === null || !("problems" in data) || !Array.isArray(data.problems)) return [];
  return (data.problems as unknown[]).filter(isProblem);
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "message" in value && "line" in value && typeof value.line === "number";
}
