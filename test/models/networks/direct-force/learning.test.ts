// A direct force network learns Stillinger-Weber silicon; the model comes back from its file; nothing is left behind.
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { decodeSafetensors, encodeSafetensors } from "@adatom/models/formats/safetensors.ts";
import { createDirectForces } from "@adatom/models/networks/direct-force/forces.ts";
import {
  directForceFromSafetensors,
  directForceInputs,
  directForceToSafetensors,
  fitDirectForceScales,
} from "@adatom/models/networks/direct-force/model.ts";
import { createDirectForceNetwork } from "@adatom/models/networks/direct-force/network.ts";
import { directForceStep } from "@adatom/models/training/direct-force-step.ts";
import { createHostParameters } from "@adatom/models/training/parameters/host.ts";
import { memory } from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { labelledSilicon } from "../../training/silicon.ts";

const shape = { neighbours: 6, species: false, hidden: [60, 20] };
const structures = labelledSilicon(150, 2, 0.15);
const [train, held] = [structures.slice(0, 130), structures.slice(130)];
await selectBackend("wasm");

test("forces on structures that were held back come within a fraction of their spread", async () => {
  const before = memory().numTensors;
  const scales = fitDirectForceScales(shape, train);
  const network = createDirectForceNetwork(shape);
  const random = createRandom(1);
  const inputs = train.map((structure) => directForceInputs(scales, structure));
  const forces = train.map(({ reference }) => Float32Array.from(reference!.forces!, (f) => f / scales.forceScale));
  const store = createHostParameters(network.places, network.firstParameters(random));
  const gather = (parts: readonly Float32Array[], rows: readonly number[]): Float32Array =>
    Float32Array.from(rows.flatMap((row) => [...parts[row]!]));
  for (let step = 0; step < 1200; step++) {
    const rows = Array.from({ length: 13 }, () => random.integer(train.length));
    await directForceStep(network, store, { inputs: gather(inputs, rows), forces: gather(forces, rows) }, step < 900 ? 3e-3 : 3e-4);
  }
  const model = { ...scales, parameters: (await store.snapshot()).parameters };
  store.dispose();

  const stored = decodeSafetensors(encodeSafetensors(directForceToSafetensors(model)));
  const prediction = createDirectForces(directForceFromSafetensors(stored));
  let error = 0;
  let spread = 0;
  let count = 0;
  for (const structure of held) {
    const found = await prediction.forces(structure);
    for (const [k, force] of structure.reference!.forces!.entries()) {
      error += Math.abs(found[k]! - force);
      spread += Math.abs(force);
      count++;
    }
  }
  prediction.dispose();
  // 1040 atoms and some ten seconds do not make a good potential: they must show that it learns, to others' frames too.
  assert.ok(error < 0.25 * spread, `mean error ${error / count} eV/angstrom of forces of ${spread / count}`);
  assert.is(memory().numTensors, before);
});

test("a file that is not one of these is refused by name", () => {
  const model = { ...fitDirectForceScales(shape, train), parameters: createDirectForceNetwork(shape).firstParameters(createRandom(1)) };
  const { tensors, metadata } = directForceToSafetensors(model);
  const reading =
    (change: object, given = tensors) =>
    () =>
      directForceFromSafetensors({ tensors: given, metadata: { ...metadata, ...change } });
  assert.throws(reading({ format: "other" }), /format is "other"/);
  assert.throws(reading({ shape: "{" }), /not JSON/);
  assert.throws(reading({ shape: JSON.stringify({ ...shape, hidden: [60, 21] }) }), /layers.1.weights has shape \[120,20\]/);
  assert.throws(reading({ shape: JSON.stringify({ ...shape, neighbours: 0 }) }), /shape.neighbours/);
  assert.throws(reading({ forceScale: "-1" }), /forceScale/);
  const { "layers.2.biases": _, ...less } = tensors;
  assert.throws(reading({}, less), /layers.2.biases is missing/);
});

test.run();
