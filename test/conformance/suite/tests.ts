// A group of cases as uvu tests, one for each case and form: what `npm test` runs.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ConformanceCase } from "./case.ts";
import { presentForms } from "./forms.ts";
import { complaints, runCase } from "./run.ts";

/** Registers and starts the tests. */
export async function testCases(group: string, cases: readonly ConformanceCase[]): Promise<void> {
  const test = suite(`conformance: ${group}`);
  for (const form of await presentForms()) {
    const own = cases.filter((one) => form.has(one));
    if (own.length > 0 && form.absent !== undefined) test.skip(`${form.name}: ${form.absent}`);
    if (form.absent !== undefined) continue;
    for (const one of own) {
      test(`${form.name}: ${one.subject}, ${one.name}`, async () => {
        assert.equal(complaints(await runCase(one, form)), []);
      });
    }
  }
  test.run();
}
