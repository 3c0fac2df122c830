// The kernel of product functions: every family, cutoff and neighbour weight; values, contraction and stored derivatives.
import { coreKinds } from "@adatom/models/descriptors/core-function.ts";
import type { Descriptor } from "@adatom/models/descriptors/descriptor.ts";
import { createEnvironment, type Environment, gatherEnvironment } from "@adatom/models/descriptors/environment.ts";
import { createProductDescriptor } from "@adatom/models/descriptors/product-descriptor.ts";
import type { AngularProduct, CutoffForm, ProductFunction, RadialProfile } from "@adatom/models/descriptors/product-function.ts";
import { createProductKernel } from "@adatom/models/kernels/product-functions.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { diamond, displaced } from "../structures.ts";
import type { ConformanceCase, Result } from "../suite/case.ts";

const centre = 14;
const lattice = displaced(diamond(2), 0.3, 5);
/** Silicon and oxygen on displaced sites, and atoms that no function sees. */
const mixture: Structure = { ...lattice, atomicNumbers: lattice.atomicNumbers.map((_, i) => [14, 8, 14, 8, 14, 14, 1][i % 7]!) };

const weighing = (by: "atomic-number" | "one" | "spin", oxygen: number, silicon: number) =>
  ({
    by,
    weights: [
      [8, oxygen],
      [14, silicon],
    ],
  }) as const;
const species = [8, 14, weighing("atomic-number", 8, 14), weighing("one", 1, 1), weighing("spin", -1, 1)] as const;
const pairs = [[8, 8], [8, 14], [14, 14], species[2], species[3], species[4]] as const;
const cutoffForms: readonly CutoffForm[] = ["hard", "cosine", "tanh-cubed", "scaled-tanh-cubed", ...coreKinds];

const radials = (radial: RadialProfile): ProductFunction[] => species.map((neighbour) => ({ kind: "radial", centre, neighbour, radial }));
const angulars = (radial: RadialProfile, angular: AngularProduct["angular"], threeDistances: boolean): ProductFunction[] =>
  pairs.map((neighbours) => ({ kind: "angular", centre, neighbours, radial, angular, threeDistances }));

/** By name. */
export const productFamilies: Record<string, ProductFunction[]> = {};
for (const cutoffForm of cutoffForms) {
  const ends = { cutoff: 4.8, cutoffForm, inner: cutoffForm.startsWith("polynomial") || cutoffForm === "cosine" ? 0.3 : 0 };
  const gaussian: RadialProfile = { form: "gaussian", eta: 0.4, shift: 1.1, ...ends };
  productFamilies[`G1 to G5, ${cutoffForm} cutoff`] = [
    ...radials({ form: "plain", ...ends }),
    ...radials({ form: "wave", kappa: 1.3, ...ends }),
    ...radials({ form: "wave", kappa: 7.1, ...ends }),
    ...radials(gaussian),
    ...angulars(gaussian, { form: "power", zeta: 2, lambda: -1 }, false),
    ...angulars(gaussian, { form: "power", zeta: 3, lambda: 1 }, true),
    ...angulars({ ...gaussian, eta: 0.05, cutoff: 4 }, { form: "power", zeta: 16, lambda: 1 }, true),
    ...angulars(gaussian, { form: "power", zeta: 1, lambda: 1 }, true),
    ...angulars(gaussian, { form: "power", zeta: 2.7, lambda: -1 }, false),
    ...angulars(gaussian, { form: "power", zeta: 9, lambda: 0.5 }, false),
  ];
}
for (const core of coreKinds) {
  for (const asymmetric of [false, true]) {
    const whole: RadialProfile = { form: "compact", core, asymmetric, left: -4.5, cutoff: 4.5 };
    const shell: RadialProfile = { form: "compact", core, asymmetric, left: 1.1, cutoff: 4.9 };
    productFamilies[`compact ${core}${asymmetric ? ", asymmetric" : ""}`] = [
      ...radials(whole),
      ...radials(shell),
      ...angulars(shell, { form: "compact", core, leftDegrees: 30, rightDegrees: 150 }, false),
      ...angulars(whole, { form: "compact", core, leftDegrees: -90, rightDegrees: 90 }, true),
      ...angulars(whole, { form: "compact", core, leftDegrees: 90, rightDegrees: 270 }, false),
    ];
  }
}
const ends = { cutoffForm: "cosine", inner: 0 } as const;
productFamilies.Chebyshev = [0, 1, 2, 4, 7].flatMap((order) => [
  ...radials({ form: "chebyshev", order, cutoff: 5, ...ends }),
  ...radials({ form: "chebyshev", order: order + 1, cutoff: 4, ...ends }),
  ...(["cosine", "pi"] as const).flatMap((domain) =>
    angulars({ form: "chebyshev", order, cutoff: 4.2, ...ends }, { form: "chebyshev", order, domain }, false),
  ),
  ...angulars({ form: "plain", cutoff: 4.2, ...ends }, { form: "chebyshev", order: order + 2, domain: "pi" }, true),
]);
productFamilies["one radial function"] = [productFamilies.Chebyshev[0]!];
productFamilies["angular functions of one pair alone"] = productFamilies.Chebyshev.filter(
  (f) => f.kind === "angular" && f.neighbours === pairs[1],
);

export function environmentOf(descriptor: Descriptor, atom: number): Environment {
  const environment = createEnvironment();
  gatherEnvironment(environment, descriptor, mixture, buildNeighbourList(mixture, descriptor.cutoff), atom);
  return environment;
}

/** All answers for one atom. */
function everything(descriptor: Descriptor, environment: Environment): Result[] {
  const { size, columns } = descriptor;
  const { count, angularCount, species: kind } = environment;
  const values = new Float64Array(size);
  const gradients = new Float64Array(3 * count);
  const slopes = new Float64Array(count * columns.radialWidth);
  const rows = new Float64Array(3 * angularCount * columns.angularSize);
  descriptor.derivatives(environment, new Float64Array(size), slopes, rows);
  descriptor.values(environment, values);
  descriptor.contract(
    environment,
    Float64Array.from({ length: size }, (_, k) => Math.sin(1 + k)),
    gradients,
  );
  // What lies beyond the block of a neighbour's species means nothing.
  for (let j = 0; j < count; j++) {
    const { length } = columns.blocks[kind[j]!]!;
    slopes.fill(0, j * columns.radialWidth + length, (j + 1) * columns.radialWidth);
  }
  return [
    { quantity: "product functions", values },
    { quantity: "contracted product functions", values: gradients },
    { quantity: "derivatives of product functions", values: slopes },
    { quantity: "derivatives of product functions", values: rows },
  ];
}

const chosenAtoms = [0, 4, 11];

export const productFunctionCases: readonly ConformanceCase[] = Object.entries(productFamilies).map(([name, functions]) => {
  const reference = createProductDescriptor(functions);
  return {
    subject: "product functions",
    name,
    covers: ["kernels/product-functions/"],
    reference: () => chosenAtoms.flatMap((atom) => everything(reference, environmentOf(reference, atom))),
    onProcessor({ form }) {
      const kernel = createProductKernel(functions, form);
      if (!kernel) throw new Error("it is not the kernel's work");
      return chosenAtoms.flatMap((atom) => everything(kernel, environmentOf(reference, atom)));
    },
  };
});
