// Molecular dynamics on a GPU, or the stand-in that is asked for: conserved quantities, exact resumption, and jobs that take it.
// (The same trajectory as on the processor while rounding allows: test/conformance/cases/motion.ts.) time limit: 300 s
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JobContext } from "@adatom/daemon/compute/jobs/driver.ts";
import { createMolecularDynamicsDriver } from "@adatom/daemon/compute/jobs/md.ts";
import { resumeDynamics } from "@adatom/daemon/compute/jobs/md-engine.ts";
import { ModelRegistry } from "@adatom/daemon/compute/model-registry.ts";
import { encodeStructure } from "@adatom/daemon/compute/structure-parcel.ts";
import { decodeSnapshot, encodeSnapshot } from "@adatom/daemon/store/snapshot-file.ts";
import { resumeDeviceDynamics, startDeviceDynamics, toHostSnapshot } from "@adatom/models/dynamics/device-dynamics.ts";
import type { Ensemble, MolecularDynamicsOptions } from "@adatom/models/dynamics/dynamics.ts";
import { resumeMolecularDynamics, startMolecularDynamics } from "@adatom/models/dynamics/molecular-dynamics.ts";
import { deviceFormOf } from "@adatom/models/kernels/gpu/device-form.ts";
import { stillingerWeberSilicon1985 as potential } from "@adatom/models/potentials/stillinger-weber.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { gpuForTests } from "../../../conformance/gpu-device.ts";
import { diamond } from "../../../conformance/structures.ts";
import { largestDifference } from "../../../conformance/suite/compare.ts";

const gpu = await gpuForTests();
const test = suite("molecular dynamics on a GPU");
test("there is a GPU, or it is said why not", () => {
  assert.ok(typeof gpu === "string" ? gpu.length > 0 : gpu.title.length > 0);
});
if (typeof gpu === "string") test.skip(gpu);
else {
  const { device } = gpu;
  const onDevice = deviceFormOf(potential)!;
  const structure = diamond(3);
  const atoms = structure.atomicNumbers.length;
  const options: MolecularDynamicsOptions = { ensemble: "nve", timestepFs: 1, temperatureKelvin: 600, seed: 5, skinAngstrom: 0.4 };
  const common = { frictionPerFs: 0.02, thermostatTimeFs: 40 };

  test("thermostats conserve what they should, and fixed atoms stay", async () => {
    for (const ensemble of [
      "nve",
      "nvt-nose-hoover",
      "nvt-bussi",
      "nvt-berendsen",
      "nvt-langevin",
    ] as const satisfies readonly Ensemble[]) {
      const own = { ...options, ...common, ensemble, temperatureEndKelvin: 900, rampSteps: 60, fixedAtoms: [3] };
      const ours = await startDeviceDynamics(device, structure, potential, onDevice, own);
      const before = ours.sample();
      const after = await ours.advance(60);
      await ours.settle();
      const drift = Math.abs(after.conservedEnergy - before.conservedEnergy);
      // As far as the time step of 1 fs lets it swing after a start from the perfect crystal, on the processor too.
      assert.ok(drift < 1e-4 * atoms, `${ensemble}: ${drift}`);
      assert.ok(largestDifference(ours.structure().positions.subarray(9, 12), structure.positions.subarray(9, 12)) < 1e-7);
      ours.dispose();
    }
  });

  test("Langevin dynamics comes to its temperature", async () => {
    const own = { ...options, ...common, frictionPerFs: 0.1, ensemble: "nvt-langevin" as const, temperatureKelvin: 500 };
    const run = await startDeviceDynamics(device, structure, potential, onDevice, own);
    await run.advance(100);
    let mean = 0;
    const samples = 40;
    for (let s = 0; s < samples; s++) mean += (await run.advance(8)).temperatureKelvin / samples;
    // The kinetic energy of 648 freedoms spreads by sqrt(2 / 648) = 5.6 %; some 15 of the samples are independent: 1.5 %, four times over.
    assert.ok(Math.abs(mean - 500) < 30, String(mean));
    run.dispose();
  });

  test("atoms on top of each other are refused in words", async () => {
    const positions = structure.positions.slice();
    positions.copyWithin(0, 3, 6);
    const start = startDeviceDynamics(device, { ...structure, positions }, potential, onDevice, options);
    const error = await start.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    assert.instance(error, RangeError);
    assert.match((error as RangeError).message, /not finite/);
  });

  test("what the device refuses is an error, not a result of zeros", async () => {
    const broken = { ...onDevice, source: () => "this is no WGSL" };
    const error = await startDeviceDynamics(device, structure, potential, broken, options).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    assert.match((error as Error).message, /refused/);
  });

  test("a resumed run goes on with the same bits; without the GPU the processor takes it up", async () => {
    const own = { ...options, ...common, ensemble: "nvt-nose-hoover" as const };
    const run = await startDeviceDynamics(device, structure, potential, onDevice, own);
    await run.advance(40);
    await run.settle();
    const snapshot = decodeSnapshot(encodeSnapshot(run.snapshot()));
    const again = await resumeDeviceDynamics(device, potential, onDevice, snapshot);
    const [one, two] = [await run.advance(70), await again.advance(70)];
    assert.equal(two, one);
    await run.settle();
    await again.settle();
    assert.equal(again.structure().positions, run.structure().positions);
    const begin = (at: typeof structure, how: MolecularDynamicsOptions) => startMolecularDynamics(at, potential, how).snapshot();
    const onProcessor = resumeMolecularDynamics(potential, toHostSnapshot(snapshot, begin));
    const far = onProcessor.advance(70);
    assert.is(far.step, one.step);
    assert.ok(Math.abs(far.conservedEnergy - one.conservedEnergy) < 1e-5 * atoms);
    assert.ok(largestDifference(onProcessor.structure().positions, run.structure().positions) < 1e-5);
    run.dispose();
    again.dispose();
  });

  test("a job takes the GPU where the run is large enough, says so, and resumes there", async () => {
    const folder = mkdtempSync(join(tmpdir(), "adatom-gpu-"));
    const structurePath = join(folder, "start.safetensors");
    writeFileSync(structurePath, encodeStructure(diamond(7)));
    const warnings: string[] = [];
    const rows = new Map<number, string>();
    const context: JobContext = {
      models: new ModelRegistry(),
      progress() {},
      row: (step, values) => rows.set(step, JSON.stringify(values)),
      warn: (message) => warnings.push(message),
      curve() {},
      pause() {},
      requireDaemon() {},
    };
    const parameters = {
      kind: "md",
      structurePath,
      model: { kind: "shipped", name: "sw-si-1985" },
      ensemble: "nve",
      ...{ temperatureKelvin: 300, timestepFs: 1, steps: 12, frictionPerFs: 0.01, seed: 3, sampleEvery: 4 },
      trajectory: join(folder, "md.xyz"),
    } as const;
    const driver = await createMolecularDynamicsDriver(parameters, null, context);
    while (driver.position() < 8) await driver.step();
    const snapshot = decodeSnapshot(encodeSnapshot(driver.snapshot()!));
    const finish = async (job: typeof driver) => {
      for (;;) {
        const result = await job.step();
        if (result?.kind === "md") return result;
      }
    };
    const whole = await finish(driver);
    driver.dispose();
    assert.is(whole.device, gpu.title);
    const row = rows.get(12);
    const resumed = await createMolecularDynamicsDriver(parameters, snapshot, context);
    assert.is(resumed.position(), 8);
    assert.equal((await finish(resumed)).last, whole.last);
    assert.is(rows.get(12), row);
    resumed.dispose();
    assert.equal(warnings, []);
    const run = { arrays: snapshot.arrays, json: snapshot.json.run as (typeof snapshot)["json"] };
    assert.is((await resumeDynamics(potential, run, () => {})).sample().step, 8);
    rmSync(folder, { recursive: true });
  });
}

test.run();
