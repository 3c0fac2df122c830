// The kernel of symmetry functions: every kind on three elements, exponents that share their Gaussians, functions of one kind alone;
// values, contraction and stored derivatives.
import { asSymmetryFunctions } from "@adatom/models/descriptors/create-descriptor.ts";
import { type DescriptorConfig, defaultDescriptors, expandDescriptors } from "@adatom/models/descriptors/descriptor-config.ts";
import { createEnvironment, type Environment, gatherEnvironment } from "@adatom/models/descriptors/environment.ts";
import { createPlainCalculator } from "@adatom/models/descriptors/plain-calculator.ts";
import type { SymmetryFunction } from "@adatom/models/descriptors/symmetry-function.ts";
import type { SymmetryFunctionCalculator } from "@adatom/models/descriptors/symmetry-function-calculator.ts";
import { createSymmetryFunctionSet } from "@adatom/models/descriptors/symmetry-function-set.ts";
import { createSymmetryFunctionKernel } from "@adatom/models/kernels/symmetry-functions.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { deformed, diamond, displaced, liquid, resheared } from "../structures.ts";
import type { ConformanceCase, Result } from "../suite/case.ts";

const gaussians = (config: DescriptorConfig, species: readonly number[]): SymmetryFunction[] =>
  asSymmetryFunctions(expandDescriptors(config, species));

/** Every kind of function, two cutoffs of each kind, groups of one to five members, on three elements. */
function allKinds(): SymmetryFunction[] {
  const all: SymmetryFunction[] = [];
  const elements = [1, 8, 14];
  for (const cutoffKind of ["cosine", "tanh-cubed"] as const) {
    for (const centre of elements) {
      for (const neighbour of elements) {
        all.push({ kind: "G2", centre, neighbour, eta: 0.3, shift: 0, cutoff: 5.5, cutoffKind });
        all.push({ kind: "G2", centre, neighbour, eta: 0, shift: 0, cutoff: 4, cutoffKind });
        if (neighbour !== 1) all.push({ kind: "G2", centre, neighbour, eta: 4, shift: 2.4, cutoff: 5.5, cutoffKind });
      }
      for (const [first, second] of [
        [1, 1],
        [1, 8],
        [8, 14],
        [14, 14],
      ] as const) {
        for (const kind of ["G4", "G5"] as const) {
          for (const [eta, shift, zeta, lambda] of [
            [0.05, 0, 1, 1],
            [0.05, 0, 4, -1],
            [0.05, 0, 7, -1],
            [0.05, 0, 16, -1],
            [0.05, 0, 64, 1],
            [0.4, 1.8, 3, 1],
            [0.4, 1.8, 12, 1],
            [0, 0, 2, -1],
          ] as const) {
            all.push({ kind, centre, neighbours: [first, second], eta, shift, zeta, lambda, cutoff: kind === "G4" ? 5 : 4.3, cutoffKind });
          }
        }
      }
    }
  }
  return all;
}

const sheared = resheared(deformed(displaced(diamond(1), 0.25, 5), [0.05, 0.1, 0, 0.02, -0.04, 0.07, 0, 0.03, 0.02]));
const mixture: Structure = { ...sheared, atomicNumbers: Uint8Array.of(14, 8, 14, 1, 8, 1, 14, 1) };
const silicon = displaced(diamond(2), 0.2, 3);
const sparse: Structure = { ...liquid(12, 14, 0.01, 2.2, 6), periodic: [false, false, false] };
const cases: readonly [string, Structure, readonly SymmetryFunction[]][] = [
  ["every kind on three elements", mixture, allKinds()],
  ["defaults on silicon", silicon, gaussians(defaultDescriptors, [14])],
  ["a few atoms", sparse, gaussians({ radial: { cutoff: 6, eta: [0.1] }, angular: { cutoff: 6, eta: [0.01], zeta: [1, 4] } }, [14])],
  [
    "exponents that are multiples of others",
    mixture,
    gaussians({ angular: { kind: "G4", cutoff: 5, eta: [0.01, 0.03, 0.045, 0.07, 0.2, 0.64], shift: [0, 1], zeta: [1, 4] } }, [1, 8, 14]),
  ],
  ["radial functions alone", silicon, gaussians({ radial: { cutoff: 6, eta: [0.1, 4], shift: [0, 2] } }, [14])],
  ["angular functions alone", silicon, gaussians({ angular: { cutoff: 5, eta: [0.1], zeta: [2], lambda: [1] } }, [14])],
];

function weightsOf(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, k) => Math.sin(k + 1));
}

/** All answers for one atom; the functions twice, since the derivatives bring them along. */
function answers(calculator: SymmetryFunctionCalculator, environment: Environment): Result[] {
  const { set, radialWidth, angularSize } = calculator;
  const { count, angularCount } = environment;
  const [values, again] = [new Float64Array(set.size), new Float64Array(set.size)];
  const radial = new Float64Array(count * radialWidth).fill(Number.NaN);
  const angular = new Float64Array(3 * angularCount * angularSize).fill(Number.NaN);
  const gradients = new Float64Array(3 * count).fill(Number.NaN);
  calculator.values(environment, values);
  calculator.contract(environment, weightsOf(set.size), gradients);
  calculator.derivatives(environment, again, radial, angular);
  return [
    { quantity: "symmetry functions", values },
    { quantity: "symmetry functions", values: again },
    { quantity: "derivatives of symmetry functions", values: radial },
    { quantity: "derivatives of symmetry functions", values: angular },
    { quantity: "contracted symmetry functions", values: gradients },
  ];
}

export const symmetryFunctionCases: readonly ConformanceCase[] = cases.map(([name, structure, functions]) => {
  const elements = [...new Set(structure.atomicNumbers)];
  const sets = elements.map((z) => createSymmetryFunctionSet(functions, z));
  const list = buildNeighbourList(structure, 5.5);
  const environment = createEnvironment();
  const ofAtoms = (calculators: readonly SymmetryFunctionCalculator[]): Result[] =>
    [...structure.atomicNumbers].flatMap((z, atom) => {
      const e = elements.indexOf(z);
      gatherEnvironment(environment, sets[e]!, structure, list, atom);
      return answers(calculators[e]!, environment);
    });
  return {
    subject: "symmetry functions",
    name,
    covers: ["kernels/symmetry-functions/"],
    reference: () => ofAtoms(sets.map((set) => createPlainCalculator(set))),
    onProcessor: ({ form }) => ofAtoms(sets.map((set) => createSymmetryFunctionKernel(set, form)!)),
  };
});
