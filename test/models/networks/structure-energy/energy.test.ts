// Energies of structures and their gradients with respect to every kind of parameter; the count of parameters.
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { descriptorParameterCount, parameterCount } from "@adatom/models/networks/structure-energy/architecture.ts";
import { createStructureEnergyCalculator } from "@adatom/models/networks/structure-energy/energy.ts";
import { createPointwiseNetwork } from "@adatom/models/networks/structure-energy/pointwise-network.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond, displaced, liquid } from "../../../conformance/structures.ts";
import { paperArchitecture, smallArchitecture, untrainedModel } from "./sample-models.ts";

test("both networks have the paper's 34 853 parameters, those of the 54 functions among them", () => {
  for (const network of ["mlp", "cnn"] as const) {
    assert.is(parameterCount(paperArchitecture(network)), 34853);
    assert.is(descriptorParameterCount(paperArchitecture(network)), 108);
    // G4 and G5 bring 36 inputs and 108 parameters of their own.
    const wider = network === "mlp" ? 108 + 36 * 192 : 108 + 36 * 128;
    assert.is(parameterCount(paperArchitecture(network, 18)), 34853 + wider);
  }
});

for (const network of ["mlp", "cnn"] as const) {
  for (const angular of [0, 6]) {
    test(`${network}, ${angular} angular: gradients of the energy by every kind of parameter`, () => {
      const architecture = smallArchitecture(network, angular);
      const calculator = createStructureEnergyCalculator(architecture);
      for (const [seed, structure] of [displaced(diamond(1), 0.15, 5), liquid(24, 14, 0.05, 2, 6)].entries()) {
        const model = untrainedModel(architecture, structure, seed + 1);
        const geometry = calculator.geometry(structure);
        const analytic = calculator.evaluate(model, geometry, "parameters").parameterGradient.slice();
        const count = descriptorParameterCount(architecture);
        const random = createRandom(9);
        // All of the descriptors' parameters, and some weights and biases.
        const chosen = [...Array(count).keys(), ...Array.from({ length: 40 }, () => count + random.integer(analytic.length - count))];
        const h = 1e-6;
        let bent = 0;
        for (const k of chosen) {
          const at = (step: number): number => {
            const parameters = model.parameters.slice();
            parameters[k]! += step;
            return calculator.evaluate({ ...model, parameters }, geometry, "parameters").energy;
          };
          // Rounding of energies near 100 eV over the step, plus the step's square times a third derivative below 1e3.
          if (Math.abs(analytic[k]! - (at(h) - at(-h)) / (2 * h)) > 2e-7 * (1 + Math.abs(analytic[k]!))) bent++;
        }
        // The slope is not defined where a unit switches between the two sides of the difference: rare.
        assert.ok(bent <= 1, `${bent} of ${chosen.length} differ`);
      }
    });
  }
}

test("the convolutional network, walked piece by piece, gives what the plain chain gives value by value", () => {
  const [inputSize, channels, rows] = [3, [4, 6, 8, 5], 200];
  const network = createPointwiseNetwork(inputSize, channels);
  const random = createRandom(3);
  const parameters = network.firstParameters(random);
  const inputs = Float64Array.from({ length: inputSize * rows }, () => 1.5 * random.normal());
  const found = {
    energies: new Float64Array(rows),
    inputGradient: new Float64Array(inputs.length),
    parameterGradient: new Float64Array(network.parameterCount),
  };
  network.evaluate(parameters, inputs, rows, found);
  const alone = new Float64Array(rows);
  network.energies(parameters, inputs, rows, alone);
  assert.equal(alone, found.energies);
  // Equal values far from 0 are one point of the curve.
  const far = new Float64Array(3);
  network.energies(parameters, new Float64Array(9).fill(1e7), 3, far);
  assert.ok(Number.isFinite(far[0]!) && far[0] === far[2]);
  const plain = (x: number, d: number): number => {
    let h = [x];
    let at = 0;
    for (const width of channels) {
      const weights = at;
      const before = h;
      h = Array.from({ length: width }, (_, k) => {
        const sum = before.reduce((total, value, c) => total + parameters[weights + k * before.length + c]! * value, 0);
        return Math.max(0, sum + parameters[weights + width * before.length + k]!);
      });
      at += width * (before.length + 1);
    }
    return h.reduce((sum, value, c) => sum + parameters[at + d * h.length + c]! * value, 0);
  };
  const bias = parameters.at(-1)!;
  for (let r = 0; r < rows; r++) {
    const expected = [0, 1, 2].reduce((sum, d) => sum + plain(inputs[3 * r + d]!, d), bias);
    // A value within 1e-12 of the range from a bend may be read off the wrong side.
    assert.ok(Math.abs(found.energies[r]! - expected) < 1e-11, `${found.energies[r]} against ${expected}`);
  }
});

test.run();
