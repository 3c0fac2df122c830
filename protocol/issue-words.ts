// What a schema has against a value, in words that follow the field's name: of parameters and of adatom.json.
import type { z } from "zod";

/** Such as ` must be at least 1`, ` is missing`, `: expected array, received string`; no full stop. */
export function issueWords(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value")
    return ` must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map((value) => JSON.stringify(value)).join(", ")}`;
  if (issue.code === "invalid_type" && /received undefined/.test(issue.message)) return " is missing";
  const numeric = "origin" in issue && (issue.origin === "number" || issue.origin === "int");
  if (issue.code === "too_small" && numeric) return ` must be ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}`;
  if (issue.code === "too_big" && numeric) return ` must be ${issue.inclusive ? "at most" : "less than"} ${issue.maximum}`;
  return `: ${issue.message.replace(/^Invalid input: /, "")}`;
}
