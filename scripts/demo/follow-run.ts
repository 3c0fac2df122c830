// Follows a run of the daemon until it ends, showing its progress on one line (or line by line without a terminal).
import type { Client } from "@adatom/connect/index.ts";
import { getRun, type Run, runChanged, runRow, subscribeRuns } from "@adatom/protocol/runs.ts";

const ended = new Set(["done", "failed", "cancelled"]);
const secondsBetweenLines = 10;

/** @throws Error with the run's own message when it fails */
export async function followRun(client: Client, id: number): Promise<Run> {
  let newest = await client.request(getRun, { id });
  let row: Record<string, number> = newest.last ?? {};
  let shown = 0;
  const show = () => {
    const { phase, done, total } = newest.progress;
    const errors =
      row.validationEnergyMaeMeVPerAtom === undefined
        ? ""
        : `  validation ${row.validationEnergyMaeMeVPerAtom.toFixed(2)} meV/atom  ${row.validationForceMaeEvPerA?.toFixed(4)} eV/A`;
    const left = newest.secondsLeft === null ? "" : `  ${Math.round(newest.secondsLeft)} s left`;
    const line = `   ${newest.state} ${phase} ${Math.round(done)}/${Math.round(total)}${errors}${left}`;
    if (process.stdout.isTTY) process.stdout.write(`\r${line.slice(0, (process.stdout.columns ?? 80) - 1)}\u001b[K`);
    else if (Date.now() - shown > secondsBetweenLines * 1000) {
      shown = Date.now();
      console.log(line);
    }
  };
  const over = new Promise<Run>((resolve) => {
    const offRow = client.on(runRow, (event) => {
      if (event.id !== id) return;
      row = event.values;
      show();
    });
    const offChanged = client.on(runChanged, (run) => {
      if (run.id !== id) return;
      newest = run;
      show();
      if (!ended.has(run.state)) return;
      offRow();
      offChanged();
      resolve(run);
    });
  });
  const { runs } = await client.request(subscribeRuns, { id });
  const now = runs.find((run) => run.id === id);
  const last = now && ended.has(now.state) ? now : await over;
  if (process.stdout.isTTY) process.stdout.write("\r\u001b[K");
  for (const warning of last.warnings) console.log(`   warning: ${warning}`);
  if (last.state !== "done") throw new Error(`run ${id} ${last.state}: ${last.error ?? "no reason given"}`);
  return last;
}
