// The suite's outcome as a table: a row a subject, a column a form, in each place the worst error as a share of what is allowed.
import { share } from "./compare.ts";
import { isGood, type Outcome } from "./run.ts";

/** "0.12": at most that share of every tolerance; "-": no such form; "FAILED n": so many cases. */
function place(outcomes: readonly Outcome[]): string {
  if (outcomes.length === 0) return "-";
  const bad = outcomes.filter((outcome) => !isGood(outcome)).length;
  if (bad > 0) return `FAILED ${bad}`;
  if (outcomes.every(({ refused }) => refused)) return "refused";
  const worst = Math.max(0, ...outcomes.flatMap(({ comparisons }) => comparisons.map(share)));
  return worst === 0 ? "0" : worst < 0.01 ? "<0.01" : worst.toFixed(2);
}

export function summaryTable(outcomes: readonly Outcome[], forms: readonly string[]): string {
  const subjects = [...new Set(outcomes.map(({ subject }) => subject))];
  const rows = [
    ["subject (cases)", ...forms],
    ...subjects.map((subject) => {
      const own = outcomes.filter((outcome) => outcome.subject === subject);
      const cases = new Set(own.map((outcome) => outcome.case)).size;
      return [`${subject} (${cases})`, ...forms.map((form) => place(own.filter((outcome) => outcome.form === form)))];
    }),
  ];
  const widths = rows[0]!.map((_, k) => Math.max(...rows.map((row) => row[k]!.length)));
  return rows.map((row) => row.map((text, k) => (k === 0 ? text.padEnd(widths[k]!) : text.padStart(widths[k]!))).join("  ")).join("\n");
}
