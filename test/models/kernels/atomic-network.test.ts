// The network kernel's instances and what it does not do. (Its numbers against plain loops: test/conformance/cases/atomic-network.ts.)
import { createNetworkKernel } from "@adatom/models/kernels/atomic-network.ts";
import { activations } from "@adatom/models/networks/behler-parrinello/activation.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { kernelActivations, randomNetwork } from "../../conformance/cases/atomic-network.ts";

test("networks do not disturb each other, and other activations have no kernel", () => {
  const networks = [randomNetwork("tanh", [6, 4, 1]), randomNetwork("tanh", [7, 4, 1])];
  const kernels = networks.map((network) => createNetworkKernel(network)!);
  const values = Float64Array.of(1, 2, 3, 4, 5, 6, 7);
  const first = kernels.map((kernel) => kernel(values));
  assert.equal(
    kernels.map((kernel) => kernel(values)),
    first,
  );
  assert.is.not(first[0], first[1]);
  for (const activation of activations)
    assert.is(createNetworkKernel(randomNetwork(activation, [3, 2, 1])) !== undefined, kernelActivations.includes(activation), activation);
});

test.run();
