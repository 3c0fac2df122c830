// What test/bench/gpu.sh runs: the conformance suite's forms for GPUs, then the benchmark, into one JSON file that is written
// anew after every part, so that a run that is cut short leaves what it has. usage: main OUT.json [--small] [NAME...]
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { caseGroups } from "../../conformance/cases/index.ts";
import { presentForms } from "../../conformance/suite/forms.ts";
import { complaints, type Outcome, runAll } from "../../conformance/suite/run.ts";
import { summaryTable } from "../../conformance/suite/table.ts";
import { fp32PeakTeraflops } from "./fp32-peak.ts";
import { type GpuBenchContext, gpuBenchRows } from "./rows.ts";

const [out, ...rest] = process.argv.slice(2);
if (!out) throw new Error("usage: main OUT.json [--small] [NAME...]");
const small = rest.includes("--small");
const names = rest.filter((word) => word !== "--small");
const wanted = (name: string): boolean => names.length === 0 || names.some((part) => name.includes(part));

interface Report {
  date: string;
  device: { title: string; description: string; fp32PeakTeraflops: number | null } | null;
  host: { processor: string; cores: number; node: string };
  small: boolean;
  conformance: { cases: number; failures: string[]; outcomes: Outcome[]; seconds: number };
  rows: unknown[];
  deviceErrors: string[];
  /** Why there was nothing to measure. */
  error?: string;
  finished: boolean;
}

const report: Report = {
  date: new Date().toISOString(),
  device: null,
  host: { processor: cpus()[0]?.model ?? "unknown", cores: availableParallelism(), node: process.versions.node },
  small,
  conformance: { cases: 0, failures: [], outcomes: [], seconds: 0 },
  rows: [],
  deviceErrors: [],
  finished: false,
};
const save = (): void => writeFileSync(out, `${JSON.stringify(report, null, 1)}\n`);
save();

const { gpu, description } = await selectBackend("webgpu").catch((error: unknown) => {
  report.error = error instanceof Error ? error.message : String(error);
  save();
  console.error(report.error);
  process.exit(1);
});
if (!gpu) throw new Error("The webgpu backend has no device.");
const { device, title } = gpu;
device.addEventListener("uncapturederror", ({ error }) => {
  report.deviceErrors.push(error.message.slice(0, 2000));
});
const peak = fp32PeakTeraflops(title);
report.device = { title, description, fp32PeakTeraflops: peak };
console.log(description);
save();

const begun = performance.now();
if (wanted("conformance")) {
  const forms = await presentForms({ processor: false, backends: ["webgpu"], gpu });
  const { outcomes, failures } = report.conformance;
  for await (const outcome of runAll(caseGroups, forms)) {
    outcomes.push(outcome);
    for (const line of complaints(outcome)) failures.push(`${outcome.form}: ${outcome.subject}, ${outcome.case}: ${line}`);
    report.conformance.cases++;
  }
  report.conformance.seconds = (performance.now() - begun) / 1000;
  console.log(
    summaryTable(
      outcomes,
      forms.map(({ name }) => name),
    ),
  );
  console.log(`conformance: ${report.conformance.cases} cases, ${failures.length} failures`);
  for (const line of report.conformance.failures) console.log(`  ${line}`);
  save();
}

const context: GpuBenchContext = { device, small, peakTeraflops: peak };
for (const row of gpuBenchRows) {
  if (!wanted(row.name)) continue;
  try {
    const result = await row.run(context);
    report.rows.push({ name: row.name, unit: row.unit, ...result });
    console.log(`${row.name} | ${result.value.toPrecision(4)} ${row.unit} | ${result.note}`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    report.rows.push({ name: row.name, unit: row.unit, error: message });
    console.log(`${row.name} | could not be measured: ${message}`);
  }
  save();
}
report.finished = true;
save();
process.exit(report.conformance.failures.length + report.deviceErrors.length > 0 ? 1 : 0);
