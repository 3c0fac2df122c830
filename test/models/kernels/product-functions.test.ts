// The kernel of product functions against the loops in TypeScript: every family, cutoff and neighbour weight, values, contraction
// and stored derivatives, with and without fused multiply-adds.
import { coreKinds } from "@adatom/models/descriptors/core-function.ts";
import type { Descriptor } from "@adatom/models/descriptors/descriptor.ts";
import { createEnvironment, type Environment, gatherEnvironment } from "@adatom/models/descriptors/environment.ts";
import { createProductDescriptor } from "@adatom/models/descriptors/product-descriptor.ts";
import type { AngularProduct, CutoffForm, ProductFunction, RadialProfile } from "@adatom/models/descriptors/product-function.ts";
import { createProductKernel } from "@adatom/models/kernels/product-functions.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond, displaced } from "../../conformance/structures.ts";

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
const families: Record<string, ProductFunction[]> = {};
for (const cutoffForm of cutoffForms) {
  const ends = { cutoff: 4.8, cutoffForm, inner: cutoffForm.startsWith("polynomial") || cutoffForm === "cosine" ? 0.3 : 0 };
  const gaussian: RadialProfile = { form: "gaussian", eta: 0.4, shift: 1.1, ...ends };
  families[`G1 to G5, ${cutoffForm} cutoff`] = [
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
    families[`compact ${core}${asymmetric ? ", asymmetric" : ""}`] = [
      ...radials(whole),
      ...radials(shell),
      ...angulars(shell, { form: "compact", core, leftDegrees: 30, rightDegrees: 150 }, false),
      ...angulars(whole, { form: "compact", core, leftDegrees: -90, rightDegrees: 90 }, true),
      ...angulars(whole, { form: "compact", core, leftDegrees: 90, rightDegrees: 270 }, false),
    ];
  }
}
const ends = { cutoffForm: "cosine", inner: 0 } as const;
families.Chebyshev = [0, 1, 2, 4, 7].flatMap((order) => [
  ...radials({ form: "chebyshev", order, cutoff: 5, ...ends }),
  ...radials({ form: "chebyshev", order: order + 1, cutoff: 4, ...ends }),
  ...(["cosine", "pi"] as const).flatMap((domain) =>
    angulars({ form: "chebyshev", order, cutoff: 4.2, ...ends }, { form: "chebyshev", order, domain }, false),
  ),
  ...angulars({ form: "plain", cutoff: 4.2, ...ends }, { form: "chebyshev", order: order + 2, domain: "pi" }, true),
]);
families["one radial function"] = [families.Chebyshev[0]!];
families["angular functions of one pair alone"] = families.Chebyshev.filter((f) => f.kind === "angular" && f.neighbours === pairs[1]);

function environmentOf(descriptor: Descriptor, atom: number): Environment {
  const environment = createEnvironment();
  gatherEnvironment(environment, descriptor, mixture, buildNeighbourList(mixture, descriptor.cutoff), atom);
  return environment;
}

interface Found {
  readonly values: Float64Array;
  readonly gradients: Float64Array;
  readonly slopes: Float64Array;
  readonly rows: Float64Array;
}

function everything(descriptor: Descriptor, environment: Environment): Found {
  const { size, columns } = descriptor;
  const { count, angularCount, species: kind } = environment;
  const found: Found = {
    values: new Float64Array(size),
    gradients: new Float64Array(3 * count),
    slopes: new Float64Array(count * columns.radialWidth),
    rows: new Float64Array(3 * angularCount * columns.angularSize),
  };
  descriptor.derivatives(environment, new Float64Array(size), found.slopes, found.rows);
  descriptor.values(environment, found.values);
  descriptor.contract(
    environment,
    Float64Array.from({ length: size }, (_, k) => Math.sin(1 + k)),
    found.gradients,
  );
  // What lies beyond the block of a neighbour's species means nothing.
  for (let j = 0; j < count; j++) {
    const { length } = columns.blocks[kind[j]!]!;
    found.slopes.fill(0, j * columns.radialWidth + length, (j + 1) * columns.radialWidth);
  }
  return found;
}

/**
 * Sums of up to a thousand terms in another order, exponentials to a few units in the last place, weights of up to 14 x 14; by
 * moments, powers of the cosine up to the ninth take what is large off each other, in either way.
 */
const tolerance = 2e-11;

for (const [name, functions] of Object.entries(families)) {
  test(`${name}: the numbers of the loops`, () => {
    const reference = createProductDescriptor(functions);
    for (const form of ["plain", "best"] as const) {
      const kernel = createProductKernel(functions, form)!;
      assert.ok(kernel, "the kernel does it");
      assert.equal(
        [kernel.names, kernel.species, kernel.cutoff, kernel.angularCutoff, kernel.columns],
        [reference.names, reference.species, reference.cutoff, reference.angularCutoff, reference.columns],
      );
      for (const atom of [0, 4, 11]) {
        const environment = environmentOf(reference, atom);
        const [found, expected] = [everything(kernel, environment), everything(reference, environment)];
        for (const part of ["values", "gradients", "slopes", "rows"] as const) {
          const scale = expected[part].reduce((most, x) => Math.max(most, Math.abs(x)), 1);
          for (const [k, x] of expected[part].entries())
            assert.ok(Math.abs(found[part][k]! - x) <= tolerance * scale, `${form}, ${part} ${k}: ${found[part][k]}, not ${x}`);
        }
      }
    }
  });
}

test("what values kept serves the contraction of that surrounding and that descriptor alone", () => {
  const [one, other] = [createProductKernel(families.Chebyshev!)!, createProductKernel(families["compact exponential"]!)!];
  const environment = environmentOf(one, 0);
  const contracted = (): Float64Array => {
    const gradients = new Float64Array(3 * environment.count);
    one.contract(environment, new Float64Array(one.size).fill(0.1), gradients);
    return gradients;
  };
  const fresh = contracted();
  one.values(environment, new Float64Array(one.size));
  assert.equal(contracted(), fresh);
  other.values(environmentOf(other, 4), new Float64Array(other.size));
  assert.equal(contracted(), fresh);
});

test("an atom with no neighbours has values of zero", () => {
  const kernel = createProductKernel(families["compact polynomial-2"]!)!;
  const values = new Float64Array(kernel.size).fill(1);
  kernel.values(createEnvironment(), values);
  assert.ok(values.every((value) => value === 0));
});

test("powers below one are left to the loops", () => {
  const [f] = families["G1 to G5, cosine cutoff"]!.filter((one) => one.kind === "angular" && one.threeDistances);
  assert.is(createProductKernel([{ ...f!, angular: { form: "power", zeta: 0.5, lambda: 1 } } as ProductFunction]), undefined);
});

test.run();
