// `npm run conformance [NAME...] [--json OUT.json]`: every potential, network, kernel and tensor operation in every form that this
// machine can run, against plain loops in float64. NAME: only subjects, groups or forms with that in their name. Prints a table of
// the worst error of each subject in each form as a share of what is allowed, and writes all errors as JSON.
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { dirname, join, resolve } from "node:path";
import { repositoryRoot } from "../../runner/files.ts";
import { caseGroups } from "../cases/index.ts";
import { presentForms } from "./forms.ts";
import { complaints, isGood, type Outcome, runAll } from "./run.ts";
import { summaryTable } from "./table.ts";
import { tolerances } from "./tolerances.ts";

const words = process.argv.slice(2);
const jsonAt = words.indexOf("--json");
const out = resolve(jsonAt >= 0 ? words.splice(jsonAt, 2)[1]! : join(repositoryRoot, "test", "output", "conformance.json"));

const forms = await presentForms();
const outcomes: Outcome[] = [];
const begun = performance.now();
for (const form of forms) {
  if (form.absent !== undefined) console.log(`${form.name}: not here (${form.absent})`);
  const [started, before] = [performance.now(), outcomes.length];
  for await (const outcome of runAll(caseGroups, [form], words)) {
    outcomes.push(outcome);
    for (const line of complaints(outcome)) console.log(`FAILED ${outcome.form}: ${outcome.subject}, ${outcome.case}: ${line}`);
  }
  const count = outcomes.length - before;
  if (count > 0) console.log(`${form.name}: ${count} cases in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

const names = forms.map(({ name }) => name).filter((name) => outcomes.some(({ form }) => form === name));
console.log(`\nworst error as a share of its tolerance (-: no such form)\n${summaryTable(outcomes, names)}`);
const failures = outcomes.filter((outcome) => !isGood(outcome)).length;
mkdirSync(dirname(out), { recursive: true });
const report = {
  date: new Date().toISOString(),
  host: { processor: cpus()[0]?.model ?? "unknown", cores: availableParallelism(), node: process.versions.node },
  forms: forms.map(({ name, absent }) => ({ name, ...(absent !== undefined && { absent }) })),
  seconds: (performance.now() - begun) / 1000,
  cases: outcomes.length,
  failures,
  tolerances,
  outcomes,
};
writeFileSync(out, `${JSON.stringify(report, null, 1)}\n`);
console.log(`\n${report.seconds.toFixed(0)} s, written: ${out}\n${outcomes.length - failures} passed, ${failures} failed`);
process.exit(failures > 0 || outcomes.length === 0 || process.exitCode ? 1 : 0);
