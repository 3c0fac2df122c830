// How long an editor waits for a hover over the real socket: 216 atoms of silicon, on a text at rest, after an edit, and both
// while a training run works in the same compute process. Median; the 95th percentile stands in the note.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "@adatom/connect/index.ts";
import { extxyz } from "@adatom/models/formats/extxyz.ts";
import { potentialByName } from "@adatom/models/potentials/index.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { getRun } from "@adatom/protocol/runs.ts";
import { train } from "@adatom/protocol/train.ts";
import { siliconXyz } from "../../daemon/documents/harness.ts";
import { type PrivateHome, privateHome, until } from "../../daemon/private-daemon.ts";
import type { BenchResult, BenchRow } from "../row.ts";

const uri = "file:///bench/silicon.xyz";
const hovers = 200;

function row(edited: boolean, training: boolean): BenchRow {
  return {
    name: `hover, 216 atoms${edited ? ", after an edit" : ""}${training ? ", while training" : ""}`,
    unit: "ms",
    higherIsBetter: false,
    async run() {
      const home = privateHome();
      try {
        return await measure(home, edited, training);
      } finally {
        await home.clean();
      }
    },
  };
}

export const rows: readonly BenchRow[] = [row(false, false), row(true, false), row(false, true), row(true, true)];

async function measure(home: PrivateHome, edited: boolean, training: boolean): Promise<BenchResult> {
  const client = await home.connect();
  client.connection.onRequest("workspace/codeLens/refresh", () => null);
  await client.connection.sendRequest("initialize", { processId: null, rootUri: null, capabilities: {} });
  await client.connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "extxyz", version: 1, text: lines.join("\n") },
  });
  if (training) await startTraining(home, client);
  const times: number[] = [];
  for (let i = -20; i < hovers; i++) {
    const line = 2 + ((i + 216) % 216);
    if (edited) await edit(client, i + 22, line);
    const started = performance.now();
    const hover = await client.connection.sendRequest("textDocument/hover", {
      textDocument: { uri },
      position: { line, character: 0 },
    });
    if (!/energy: \*\*-/.test(JSON.stringify(hover))) throw new Error(`no energy in the hover: ${JSON.stringify(hover)}`);
    // The first ones compile.
    if (i >= 0) times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  const p95 = times[Math.floor(0.95 * times.length)]!;
  return { ours: times[times.length >> 1]!, peer: null, peerName: "none", note: `p95 ${p95.toPrecision(3)} ms over ${hovers} hovers` };
}

const lines = siliconXyz(3).split("\n");

/** Changes the last decimals of an atom's z, less than a thousandth of an angstrom: nothing is known of the new text. */
function edit(client: Client, version: number, line: number): Promise<void> {
  const end = lines[line]!.length;
  const range = { start: { line, character: end - 3 }, end: { line, character: end } };
  return client.connection.sendNotification("textDocument/didChange", {
    textDocument: { uri, version },
    contentChanges: [{ range, text: String(version % 1000).padStart(3, "0") }],
  });
}

/** A project of 30 rattled crystals with Stillinger and Weber's energies and forces, in training until the home is cleaned. */
async function startTraining(home: PrivateHome, client: Client): Promise<void> {
  const project = join(home.folder, "project");
  mkdirSync(project);
  writeFileSync(join(project, "data.xyz"), extxyz.write!(Array.from({ length: 30 }, (_, seed) => rattled(seed))));
  const model = { type: "behler-parrinello", data: "crystals", training: { epochs: 100_000, patience: 100_000 } };
  writeFileSync(join(project, "adatom.json"), JSON.stringify({ dataSets: { crystals: { files: ["data.xyz"] } }, models: { si: model } }));
  const { id } = await client.request(train, { project, model: "si" });
  await until(
    "training has begun its epochs",
    async () => {
      const run = await client.request(getRun, { id });
      if (run.state === "failed") throw new Error(run.error ?? "the training run failed");
      return run.state === "running" && run.last !== null;
    },
    120_000,
  );
}

function rattled(seed: number): Structure {
  const { structure } = extxyz.parse(siliconXyz(2)).frames[0]!;
  const positions = structure.positions.map((x, i) => x + 0.1 * Math.sin(12.9898 * (i + 1) + 78.233 * (seed + 1)));
  const moved = { ...structure, positions };
  const potential = potentialByName("sw-si-1985")!;
  const { energy, forces } = potential.evaluate(moved, buildNeighbourList(moved, potential.cutoffAngstrom));
  return { ...moved, reference: { energy, forces } };
}
