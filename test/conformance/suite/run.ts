// Runs cases in forms: each case's numbers beside its reference's, which are made once.
import type { ConformanceCase, Results } from "./case.ts";
import { type Comparison, compare, failed, otherBits } from "./compare.ts";
import type { Form } from "./forms.ts";

export interface Outcome {
  readonly subject: string;
  readonly case: string;
  readonly form: string;
  readonly comparisons: readonly Comparison[];
  /** It was refused, as it should be. */
  readonly refused?: boolean;
  /** What was thrown. */
  readonly error?: string;
}

export function isGood({ comparisons, error }: Outcome): boolean {
  return error === undefined && !comparisons.some(failed);
}

/** What an outcome complains of, one line each; empty where all is well. */
export function complaints(outcome: Outcome): string[] {
  const bad = outcome.comparisons.filter(failed);
  const off = bad.map(
    ({ quantity, error, tolerance }) => `${quantity} off by ${error.toPrecision(3)}, ${tolerance.toPrecision(3)} allowed`,
  );
  return outcome.error === undefined ? off : [outcome.error, ...off];
}

const references = new WeakMap<ConformanceCase, Results>();
/** Results of forms that others must equal bit for bit. */
const kept = new WeakMap<ConformanceCase, Map<string, Results>>();

async function referenceOf(one: ConformanceCase): Promise<Results> {
  const found = references.get(one) ?? (await one.reference());
  references.set(one, found);
  return found;
}

export type CaseGroups = Readonly<Record<string, readonly ConformanceCase[]>>;

/** Every form's cases, one after the other. @param words only groups, subjects or forms with one of them in their name; none: all */
export async function* runAll(groups: CaseGroups, forms: readonly Form[], words: readonly string[] = []): AsyncGenerator<Outcome> {
  for (const form of forms) {
    if (form.absent !== undefined) continue;
    for (const [group, cases] of Object.entries(groups)) {
      for (const one of cases) {
        const names = [group, one.subject, form.name];
        const wanted = words.length === 0 || words.some((word) => names.some((name) => name.includes(word)));
        if (wanted && form.has(one)) yield await runCase(one, form);
      }
    }
  }
}

/** Runs a case in a form that it has and that is not absent. Nothing is thrown: the outcome tells. */
export async function runCase(one: ConformanceCase, form: Form): Promise<Outcome> {
  const head = { subject: one.subject, case: one.name, form: form.name };
  const refused = form.backend !== undefined && one.refusedBy?.includes(form.backend);
  try {
    const reference = await referenceOf(one);
    const { results, more } = await form.run(one);
    if (refused) return { ...head, comparisons: [], error: `it should be refused by ${form.backend}, and was not` };
    const comparisons = [...compare(results, reference, form.accuracy), ...more];
    const own = kept.get(one) ?? new Map<string, Results>();
    kept.set(one, own.set(form.name, results));
    const other = form.sameBitsAs === undefined ? undefined : own.get(form.sameBitsAs);
    if (other)
      comparisons.push({ quantity: `numbers with other bits than ${form.sameBitsAs}`, error: otherBits(results, other), tolerance: 0 });
    return { ...head, comparisons };
  } catch (error) {
    if (refused) return { ...head, comparisons: [], refused: true };
    return { ...head, comparisons: [], error: error instanceof Error ? error.message : String(error) };
  }
}
