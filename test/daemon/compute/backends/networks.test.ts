// Every tensor network on every backend of this machine, against float64 loops: outputs, losses, and the gradient of every
// parameter array along a direction (central differences of the loops); and no tensor left behind.
// time limit: 300 s, which the software GPU of npm run test:native takes on a busy machine.
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { parameterTensors } from "@adatom/models/networks/layers/parameters.ts";
import { dispose, memory } from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { networkCases, parameterCountOf, plainSlopes } from "../../../conformance/network-cases.ts";
import { presentBackends } from "../../../conformance/present-backends.ts";

// Float32 rounds at 6e-8; a few layers of sums with up to some hundred terms. Relative to the largest output, the loss, and
// the length of the gradient that the slope is read from.
const tolerance = { output: 3e-6, loss: 3e-6, slope: 1e-5 };

const references = networkCases.map((one) => {
  const parameters = Float64Array.from(one.parameters);
  const direction = Float64Array.from({ length: parameterCountOf(one) }, (_, k) => Math.sin(2.3 * k + 0.7));
  return { one, direction, output: one.plainOutput(parameters), loss: one.plainLoss(parameters), slopes: plainSlopes(one, direction) };
});

for (const backend of await presentBackends()) {
  for (const { one, direction, output, loss, slopes } of references) {
    test(`${backend}: ${one.name}`, async () => {
      await selectBackend(backend);
      const before = memory().numTensors;
      const parameters = parameterTensors(one.places, one.parameters);
      const found = await one.output(parameters);
      const largest = output.reduce((most, v) => Math.max(most, Math.abs(v)), 1);
      assert.is(found.length, output.length);
      for (const [k, v] of output.entries())
        assert.ok(Math.abs(found[k]! - v) < tolerance.output * largest, `output ${k}: ${found[k]} against ${v}`);
      const { loss: foundLoss, gradients } = await one.gradient(parameters);
      assert.ok(Math.abs(foundLoss - loss) < tolerance.loss * Math.max(1, loss), `loss ${foundLoss} against ${loss}`);
      for (const [p, { name, shape, offset, size }] of one.places.entries()) {
        assert.equal(gradients[p]!.shape, [...shape], name);
        const values = await gradients[p]!.data();
        let slope = 0;
        let square = 0;
        for (let k = 0; k < size; k++) {
          slope += values[k]! * direction[offset + k]!;
          square += values[k]! ** 2 * direction[offset + k]! ** 2;
        }
        assert.ok(
          Math.abs(slope - slopes[p]!) < tolerance.slope * Math.max(1, Math.sqrt(square * size)),
          `${name}: slope ${slope} against ${slopes[p]}`,
        );
      }
      dispose([...parameters, ...gradients]);
      assert.is(memory().numTensors, before);
    });
  }
}

test.run();
