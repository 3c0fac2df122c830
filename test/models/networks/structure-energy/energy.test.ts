// Energies of structures and their gradients with respect to every kind of parameter; the count of parameters.
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { descriptorParameterCount, parameterCount } from "@adatom/models/networks/structure-energy/architecture.ts";
import { createStructureEnergyCalculator } from "@adatom/models/networks/structure-energy/energy.ts";
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

test("the convolutional network does in few rows what it would do value by value", async () => {
  const { createPointwiseNetwork } = await import("@adatom/models/networks/structure-energy/pointwise-network.ts");
  const network = createPointwiseNetwork(3, [4, 6, 8, 5]);
  const random = createRandom(3);
  const parameters = network.firstParameters(random);
  const rows = 200;
  const inputs = Float64Array.from({ length: 3 * rows }, () => 1.5 * random.normal());
  const evaluate = (from: number, count: number) => {
    const result = {
      energies: new Float64Array(count),
      inputGradient: new Float64Array(3 * count),
      parameterGradient: new Float64Array(network.parameterCount),
    };
    network.evaluate(parameters, inputs.slice(3 * from, 3 * (from + count)), count, result);
    return result;
  };
  const whole = evaluate(0, rows);
  const summed = new Float64Array(network.parameterCount);
  // One atom at a time nothing lies between two values: the plain network.
  for (let r = 0; r < rows; r++) {
    const one = evaluate(r, 1);
    assert.ok(Math.abs(one.energies[0]! - whole.energies[r]!) < 1e-11, `energy ${r}`);
    for (let d = 0; d < 3; d++) assert.ok(Math.abs(one.inputGradient[d]! - whole.inputGradient[3 * r + d]!) < 1e-11, `input ${r} ${d}`);
    for (let k = 0; k < summed.length; k++) summed[k]! += one.parameterGradient[k]!;
  }
  // Sums of 600 terms of order 1 in another order.
  for (let k = 0; k < summed.length; k++) assert.ok(Math.abs(summed[k]! - whole.parameterGradient[k]!) < 1e-9, `parameter ${k}`);
});

test.run();
