// `npm run bench [NAME...]`: each row times a workload of ours beside a peer's in the same run and prints the ratio.
// Absolute figures depend on the machine and on what else runs on it; the ratio is what counts.
import { cpus, totalmem } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { glob } from "tinyglobby";
import { repositoryRoot } from "../runner/files.ts";
import type { BenchRow } from "./row.ts";

const folder = path.join(repositoryRoot, "test/bench/rows");
const asked = process.argv.slice(2);
const files = (await glob(["*.ts"], { cwd: folder }))
  .sort()
  .filter((file) => asked.length === 0 || asked.some((name) => file.includes(name)));

console.log(
  `${cpus().length} x ${cpus()[0]?.model ?? "unknown processor"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}\n`,
);
console.log(["workload", "ours", "peer", "ratio", "unit", "peer is", "note"].join(" | "));

function figure(value: number | null): string {
  return value === null ? "-" : value.toPrecision(4);
}

for (const file of files) {
  const module = (await import(pathToFileURL(path.join(folder, file)).href)) as { row?: BenchRow; rows?: readonly BenchRow[] };
  for (const row of module.rows ?? (module.row ? [module.row] : [])) {
    try {
      const { ours, peer, peerName, note } = await row.run();
      // Above 1 is better than the peer, whichever way the unit counts.
      const ratio = peer === null ? "-" : `${(row.higherIsBetter ? ours / peer : peer / ours).toFixed(2)}x`;
      console.log([row.name, figure(ours), figure(peer), ratio, row.unit, peerName, note ?? ""].join(" | "));
    } catch (error) {
      process.exitCode = 1;
      console.log(`${row.name} | could not be measured: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
process.exit();
