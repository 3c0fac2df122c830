// `npm run demo`: the main job on real DFT silicon, through the real daemon: train, test, hover over LSP, dynamics, and a
// retrain that begins by itself when a data file appears. Leaves examples/silicon/report/.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { connect } from "@adatom/connect/index.ts";
import { shutdown } from "@adatom/protocol/lifecycle.ts";
import { md } from "@adatom/protocol/md.ts";
import { predict } from "@adatom/protocol/predict.ts";
import { dataChanged, watchProject } from "@adatom/protocol/project.ts";
import { runMetrics } from "@adatom/protocol/runs.ts";
import { train } from "@adatom/protocol/train.ts";
import { followRun } from "./demo/follow-run.ts";
import { startEditor } from "./demo/language-client.ts";
import { type ErrorFigures, trainingResult, writeReport } from "./demo/report.ts";
import { prepareWorkspace } from "./demo/workspace.ts";

const modelName = "silicon";
const started = performance.now();
const seconds = () => ((performance.now() - started) / 1000).toFixed(0);
function step(number: number, what: string): void {
  console.log(`\n[${seconds().padStart(3)} s] ${number}. ${what}`);
}
function errors(figures: ErrorFigures): string {
  return `energy MAE ${figures.energyMaeMeVPerAtom.toFixed(2)} meV/atom, force component MAE ${figures.forceMaeEvPerA.toFixed(4)} eV/A`;
}

// Held back: every cool structure with a vacancy; the first model knows vacancies from hot ones alone.
const workspace = prepareWorkspace(/Vacancy AIMD NVT simulation at 300 K/);
const environment = { ...process.env, ADATOM_HOME: workspace.home };
process.env.ADATOM_HOME = workspace.home;
const diamond = path.join(workspace.folder, "diamond.xyz");

step(1, "Starting the daemon");
const client = await connect({ client: { name: "adatom-demo", version: "0.1.0" } });
console.log(`   Adatom ${client.daemon.version}, process ${client.daemon.pid}, state in ${workspace.home}`);

try {
  step(2, "Training a Behler-Parrinello potential on energies and forces (mlearn silicon, PBE)");
  const first = await followRun(client, (await client.request(train, { project: workspace.folder, model: modelName, fresh: true })).id);
  const result = trainingResult(first);
  console.log(`   ${modelName}@${result.version} in ${result.seconds.toFixed(0)} s; test set: ${errors(result.test)}`);

  step(3, "Hovering over an atom and a headline, through `adatom --stdio` as any editor does");
  const testFile = path.join(workspace.folder, "data/test.xyz");
  const editor = await startEditor(workspace.folder, environment);
  await editor.open(testFile);
  for (const [what, line] of [
    ["headline", 1],
    ["first atom", 2],
  ] as const) {
    const text = await editor.hover(testFile, line, 1);
    console.log(`   --- ${what} (line ${line + 1}) ---\n${text.replace(/^/gm, "   | ")}`);
  }

  step(4, "1 ps of molecular dynamics (NVE, 64 atoms, 1 fs) with the trained potential");
  const dynamics = await followRun(
    client,
    (
      await client.request(md, {
        source: { path: diamond },
        model: modelName,
        project: workspace.folder,
        steps: 1000,
        timestepFs: 1,
        temperatureKelvin: 600,
        supercell: [2, 2, 2],
        trajectory: path.join(workspace.report, "md.xyz"),
      })
    ).id,
  );
  const drift = Number(dynamics.result?.driftEvPerAtomPerPs);
  const temperature = Number(dynamics.result?.meanTemperatureKelvin);
  console.log(
    `   energy drift ${drift.toExponential(2)} eV/atom/ps, mean temperature ${temperature.toFixed(0)} K, ${Number(dynamics.result?.stepsPerSecond).toFixed(0)} steps/s`,
  );

  step(5, "Dropping 300 K structures with a vacancy into the data folder");
  await client.request(watchProject, { folder: workspace.folder });
  const retrain = new Promise<number>((resolve) =>
    client.on(dataChanged, (change) => change.runs[0] !== undefined && resolve(change.runs[0])),
  );
  const { file, structures } = workspace.dropNewStructures();
  const energyOfNew = async (model: string) => {
    const { frames } = await client.request(predict, { source: { path: file }, model, project: workspace.folder });
    const off = frames.map((frame) => (1000 * Math.abs(frame.energy - (frame.reference?.energy ?? Number.NaN))) / frame.natoms);
    return { first: frames[0]!, mae: off.reduce((sum, value) => sum + value, 0) / off.length };
  };
  const before = await energyOfNew(`${modelName}@${result.version}`);
  console.log(`   ${structures} structures in ${path.basename(file)}; waiting for the daemon to notice ...`);
  const second = await followRun(client, await retrain);
  const retrained = trainingResult(second);
  console.log(`   begun by: ${second.reason}`);
  console.log(
    `   ${modelName}@${retrained.version} in ${retrained.seconds.toFixed(0)} s, ${retrained.accepted ? "accepted" : "kept beside the old one: its validation error is worse"}; test set: ${errors(retrained.test)}`,
  );

  step(6, "The same structure before and after");
  const after = await energyOfNew(modelName);
  const reference = before.first.reference?.energy ?? Number.NaN;
  console.log(`   first of them, DFT ${reference.toFixed(4)} eV`);
  console.log(`   ${before.first.model}: ${before.first.energy.toFixed(4)} eV (all new structures: MAE ${before.mae.toFixed(2)} meV/atom)`);
  console.log(`   ${after.first.model}: ${after.first.energy.toFixed(4)} eV (all new structures: MAE ${after.mae.toFixed(2)} meV/atom)`);
  await editor.close();

  step(7, "Writing the report");
  const test = await client.request(predict, { source: { path: testFile }, model: modelName, project: workspace.folder, forces: true });
  const [firstRows, secondRows, thermo] = await Promise.all(
    [first.id, second.id, dynamics.id].map(async (id) => (await client.request(runMetrics, { id })).rows),
  );
  const files = writeReport({
    folder: workspace.report,
    testFile,
    first: result,
    retrained,
    firstRows: firstRows!,
    secondRows: secondRows!,
    thermo: thermo!,
    drift,
    temperature,
    before,
    after,
    predictions: test.frames,
    seconds: (performance.now() - started) / 1000,
  });
  writeFileSync(
    path.join(workspace.report, "report.json"),
    `${JSON.stringify({ first: first.result, dynamics: dynamics.result, retrain: second.result, newStructures: { before: before.mae, after: after.mae } }, null, 2)}\n`,
  );
  for (const name of files) console.log(`   ${path.join(workspace.report, name)}`);
} finally {
  await client.request(shutdown, { force: true });
  client.close();
}
console.log(`\nDone in ${seconds()} s.`);
process.exit();
