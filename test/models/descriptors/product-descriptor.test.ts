// Product functions of every family: values against their formulas written out, derivatives against differences, and the fast
// calculator against the general loop where both know a function.
import { coreKinds, coreSlope, coreValue } from "@adatom/models/descriptors/core-function.ts";
import { createDescriptor } from "@adatom/models/descriptors/create-descriptor.ts";
import type { Descriptor } from "@adatom/models/descriptors/descriptor.ts";
import { createEnvironment, type Environment, gatherEnvironment } from "@adatom/models/descriptors/environment.ts";
import { createProductDescriptor } from "@adatom/models/descriptors/product-descriptor.ts";
import type { CutoffForm, ProductFunction, RadialProfile } from "@adatom/models/descriptors/product-function.ts";
import { cutoffFormSlope, cutoffFormValue } from "@adatom/models/descriptors/radial-bank.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { deformed, diamond, displaced, resheared } from "../../conformance/structures.ts";

/** Silicon and oxygen on displaced, strained sites of a cell smaller than the cutoffs. */
const mixture: Structure = {
  ...resheared(deformed(displaced(diamond(1), 0.25, 5), [0.05, 0.1, 0, 0.02, -0.04, 0.07, 0, 0.03, 0.02])),
  atomicNumbers: Uint8Array.of(14, 8, 14, 14, 8, 8, 14, 8),
};

const forms: readonly CutoffForm[] = ["hard", "cosine", "tanh-cubed", "scaled-tanh-cubed", ...coreKinds];
const byZ = {
  by: "atomic-number",
  weights: [
    [8, 8],
    [14, 14],
  ],
} as const;
const alike = {
  by: "one",
  weights: [
    [8, 1],
    [14, 1],
  ],
} as const;
const spin = {
  by: "spin",
  weights: [
    [8, -1],
    [14, 1],
  ],
} as const;

const centre = 14;
const functions: ProductFunction[] = [];
for (const [k, cutoffForm] of forms.entries()) {
  // A hard cutoff has no derivative at its end, so no difference could be taken across it; its value is tested below.
  if (cutoffForm === "hard") continue;
  const ends = { cutoff: 4.8, cutoffForm, inner: cutoffForm.startsWith("polynomial") ? 0.3 : 0 };
  const gaussian: RadialProfile = { form: "gaussian", eta: 0.3 + 0.1 * k, shift: k % 2, ...ends };
  functions.push({ kind: "radial", centre, neighbour: 8, radial: { form: "plain", ...ends } });
  functions.push({ kind: "radial", centre, neighbour: 14, radial: { form: "wave", kappa: 1.3, ...ends } });
  functions.push({ kind: "radial", centre, neighbour: byZ, radial: gaussian });
  functions.push({
    kind: "angular",
    centre,
    neighbours: [8, 14],
    radial: gaussian,
    angular: { form: "power", zeta: 2, lambda: -1 },
    threeDistances: true,
  });
  functions.push({
    kind: "angular",
    centre,
    neighbours: byZ,
    radial: gaussian,
    angular: { form: "power", zeta: 3, lambda: 1 },
    threeDistances: k % 2 === 0,
  });
}
for (const core of coreKinds) {
  for (const asymmetric of [false, true]) {
    const radial: RadialProfile = { form: "compact", core, asymmetric, left: -4.5, cutoff: 4.5 };
    const shell: RadialProfile = { form: "compact", core, asymmetric, left: 1.1, cutoff: 4.9 };
    functions.push({ kind: "radial", centre, neighbour: 8, radial: shell });
    functions.push({ kind: "radial", centre, neighbour: byZ, radial });
    functions.push({
      kind: "angular",
      centre,
      neighbours: [8, 14],
      radial: shell,
      angular: { form: "compact", core, leftDegrees: 30, rightDegrees: 150 },
      threeDistances: false,
    });
    functions.push({
      kind: "angular",
      centre,
      neighbours: [8, 8],
      radial,
      angular: { form: "compact", core, leftDegrees: -90, rightDegrees: 90 },
      threeDistances: true,
    });
    functions.push({
      kind: "angular",
      centre,
      neighbours: byZ,
      radial,
      angular: { form: "compact", core, leftDegrees: 90, rightDegrees: 270 },
      threeDistances: false,
    });
  }
}
for (const neighbours of [alike, spin]) {
  for (let order = 0; order < 6; order++) {
    const ends = { cutoffForm: "cosine", inner: 0 } as const;
    functions.push({ kind: "radial", centre, neighbour: neighbours, radial: { form: "chebyshev", order, cutoff: 5, ...ends } });
    for (const domain of ["cosine", "pi"] as const)
      functions.push({
        kind: "angular",
        centre,
        neighbours,
        radial: { form: "plain", cutoff: 4.2, ...ends },
        angular: { form: "chebyshev", order, domain },
        threeDistances: false,
      });
  }
}

const descriptor = createProductDescriptor(functions);

function environmentOf(own: Descriptor, structure: Structure, atom: number): Environment {
  const environment = createEnvironment();
  gatherEnvironment(environment, own, structure, buildNeighbourList(structure, own.cutoff), atom);
  return environment;
}

function valuesOf(own: Descriptor, structure: Structure, atom: number): Float64Array {
  const values = new Float64Array(own.size);
  own.values(environmentOf(own, structure, atom), values);
  return values;
}

/** R(r) straight from its definition. */
function radialValue(p: RadialProfile, r: number): number {
  if (r >= p.cutoff) return 0;
  if (p.form === "compact") {
    if (r <= p.left) return 0;
    const x = Math.abs((2 * r - p.cutoff - p.left) / (p.cutoff - p.left));
    return coreValue(p.core, p.asymmetric ? (2 - x) * x : x);
  }
  const fc = cutoffFormValue(p, r);
  if (p.form === "gaussian") return Math.exp(-p.eta * (r - p.shift) ** 2) * fc;
  if (p.form === "wave") return Math.cos(p.kappa * r) * fc;
  if (p.form === "chebyshev") return Math.cos(p.order * Math.acos((2 * r) / p.cutoff - 1)) * fc;
  return fc;
}

/** T_n beyond -1 too. */
function chebyshev(n: number, x: number): number {
  if (Math.abs(x) <= 1) return Math.cos(n * Math.acos(x));
  return Math.sign(x) ** n * Math.cosh(n * Math.acosh(Math.abs(x)));
}

function bruteForce(f: ProductFunction, { count, displacement, distance, species }: Environment): number {
  const z = (j: number): number => descriptor.species[species[j]!]!;
  let sum = 0;
  for (let j = 0; j < count; j++) {
    if (f.kind === "radial") {
      const weight =
        typeof f.neighbour === "number" ? Number(z(j) === f.neighbour) : f.neighbour.weights.find(([number]) => number === z(j))![1];
      sum += weight * radialValue(f.radial, distance[j]!);
      continue;
    }
    for (let k = 0; k < j; k++) {
      const pair = [z(j), z(k)].sort((a, b) => a - b);
      const who = f.neighbours;
      const weight =
        "by" in who
          ? pair.reduce((product, number) => product * who.weights.find(([own]) => own === number)![1], 1)
          : Number(pair.join() === who.join());
      const [dj, dk] = [displacement.subarray(3 * j, 3 * j + 3), displacement.subarray(3 * k, 3 * k + 3)];
      const cosine = dj.reduce((dot, x, c) => dot + x * dk[c]!, 0) / (distance[j]! * distance[k]!);
      const theta = (Math.acos(Math.max(-1, Math.min(1, cosine))) * 180) / Math.PI;
      const third = Math.hypot(...Array.from(dj, (x, c) => x - dk[c]!));
      const { angular } = f;
      let angle = 0;
      if (angular.form === "power") angle = 2 ** (1 - angular.zeta) * (1 + angular.lambda * cosine) ** angular.zeta;
      else if (angular.form === "chebyshev")
        angle = chebyshev(angular.order, angular.domain === "pi" ? (2 * cosine) / Math.PI - 1 : cosine);
      else
        angle = coreValue(
          angular.core,
          Math.abs((2 * theta - angular.leftDegrees - angular.rightDegrees) / (angular.rightDegrees - angular.leftDegrees)),
        );
      sum +=
        weight *
        angle *
        radialValue(f.radial, distance[j]!) *
        radialValue(f.radial, distance[k]!) *
        (f.threeDistances ? radialValue(f.radial, third) : 1);
    }
  }
  return sum;
}

test("values equal the formulas", () => {
  for (const atom of [0, 2]) {
    const environment = environmentOf(descriptor, mixture, atom);
    const values = valuesOf(descriptor, mixture, atom);
    for (const [k, f] of functions.entries()) {
      const expected = bruteForce(f, environment);
      // Sums of some hundred terms in another order, and powers by multiplication.
      assert.ok(
        Math.abs(values[k]! - expected) <= 1e-11 * Math.max(1, Math.abs(expected)),
        `${descriptor.names[k]}: ${values[k]} against ${expected}`,
      );
    }
  }
});

test("the contraction is the derivative of the values", () => {
  const step = 1e-5;
  const moved = (atom: number, x: number, by: number): Structure => {
    const positions = mixture.positions.slice();
    positions[3 * atom + x]! += by;
    return { ...mixture, positions };
  };
  const environment = environmentOf(descriptor, mixture, 0);
  const byAtom = functions.map((_, k) => {
    const weights = new Float64Array(functions.length);
    weights[k] = 1;
    const gradients = new Float64Array(3 * environment.count);
    descriptor.contract(environment, weights, gradients);
    const sums = new Float64Array(3 * 8);
    for (let n = 0; n < environment.count; n++)
      for (let x = 0; x < 3; x++) sums[3 * environment.neighbour[n]! + x]! += gradients[3 * n + x]!;
    return sums;
  });
  // The centre's own images move with it, so its derivative is not the sum over the others alone: other atoms tell all.
  for (const [atom, x] of [
    [1, 0],
    [2, 1],
    [4, 2],
    [7, 0],
  ] as const) {
    const up = valuesOf(descriptor, moved(atom, x, step), 0);
    const down = valuesOf(descriptor, moved(atom, x, -step), 0);
    for (const [k, name] of descriptor.names.entries()) {
      const expected = (up[k]! - down[k]!) / (2 * step);
      const scale = Math.max(1, Math.abs(expected), Math.abs(up[k]!));
      // Rounding over the step (1e-16 / 1e-5 of the value) and its square times the third derivative; functions that weigh by Z are large.
      assert.ok(
        Math.abs(byAtom[k]![3 * atom + x]! - expected) <= 2e-8 * scale,
        `${name}, atom ${atom}: ${byAtom[k]![3 * atom + x]} against ${expected}`,
      );
    }
  }
});

/** dG/d(neighbour position) of every function from stored columns, functions x 3 count. */
function storedDerivatives(own: Descriptor, environment: Environment): { values: Float64Array; rows: Float64Array[] } {
  const { radialSize, angularSize, radialWidth, blocks, combination } = own.columns;
  const { count, angularCount, species, displacement, distance } = environment;
  const values = new Float64Array(own.size);
  const slopes = new Float64Array(count * radialWidth).fill(Number.NaN);
  const angular = new Float64Array(3 * angularCount * angularSize).fill(Number.NaN);
  own.derivatives(environment, values, slopes, angular);
  const rows = combination.map((terms) => {
    const row = new Float64Array(3 * count);
    for (const [column, weight] of terms) {
      for (let j = 0; j < count; j++) {
        const { offset, length } = blocks[species[j]!]!;
        for (let x = 0; x < 3; x++) {
          if (column >= radialSize) {
            if (j < angularCount) row[3 * j + x]! += weight * angular[(3 * j + x) * angularSize + column - radialSize]!;
          } else if (column >= offset && column < offset + length)
            row[3 * j + x]! += (weight * slopes[j * radialWidth + column - offset]! * displacement[3 * j + x]!) / distance[j]!;
        }
      }
    }
    return row;
  });
  return { values, rows };
}

test("stored derivatives are what is contracted, and come with the values", () => {
  const plain = functions.filter((f) => f.kind === "angular" && !("by" in f.neighbours) && f.radial.form === "gaussian");
  for (const own of [descriptor, createDescriptor(plain.filter((f) => f.radial.form === "gaussian" && f.radial.cutoffForm === "cosine"))]) {
    const environment = environmentOf(own, mixture, 0);
    const { values, rows } = storedDerivatives(own, environment);
    // The same factors in another order.
    for (const [k, value] of valuesOf(own, mixture, 0).entries())
      assert.ok(Math.abs(values[k]! - value) <= 1e-13 * Math.max(1, Math.abs(value)), own.names[k]);
    for (const [k, name] of own.names.entries()) {
      const weights = new Float64Array(own.size);
      weights[k] = 1;
      const gradients = new Float64Array(3 * environment.count);
      own.contract(environment, weights, gradients);
      const scale = Math.max(1, Math.abs(values[k]!));
      // The same products in another order.
      for (const [c, value] of gradients.entries()) assert.ok(Math.abs(rows[k]![c]! - value) <= 1e-12 * scale, `${name}, ${c}`);
    }
  }
});

test("functions that weigh neighbours by species share their radial columns", () => {
  const chebyshev = functions.filter((f) => f.kind === "radial" && f.radial.form === "chebyshev");
  const { columns, size } = createDescriptor(chebyshev);
  assert.is(size, 12);
  // Six orders of each of two species, not of two weights too.
  assert.is(columns.radialSize, 12);
  assert.is(columns.radialWidth, 6);
});

test("the fast calculator and the general loop agree, in the order of the list", () => {
  const plain = functions.filter(
    (f) =>
      f.radial.form === "gaussian" &&
      ["cosine", "tanh-cubed"].includes(f.radial.cutoffForm) &&
      f.kind === "angular" &&
      !("by" in f.neighbours),
  );
  plain.push({
    kind: "radial",
    centre,
    neighbour: 14,
    radial: { form: "gaussian", eta: 1, shift: 2, cutoff: 5, cutoffForm: "cosine", inner: 0 },
  });
  const [fast, general] = [createDescriptor(plain), createProductDescriptor(plain)];
  const environment = environmentOf(fast, mixture, 0);
  assert.equal(fast.names, general.names);
  const [a, b] = [valuesOf(fast, mixture, 0), valuesOf(general, mixture, 0)];
  // One of the two approximates exponentials to a few units in the last place.
  for (const [k, value] of a.entries()) assert.ok(Math.abs(value - b[k]!) <= 1e-12 * Math.max(1, Math.abs(value)), fast.names[k]);
  const weights = Float64Array.from(plain, (_, k) => 1 + k);
  const [one, two] = [new Float64Array(3 * environment.count), new Float64Array(3 * environment.count)];
  fast.contract(environment, weights, one);
  general.contract(environment, weights, two);
  for (const [k, value] of one.entries()) assert.ok(Math.abs(value - two[k]!) <= 1e-11, `gradient ${k}: ${value} against ${two[k]}`);
});

test("cutoff functions start at 1, end at 0, and their slopes are their derivatives", () => {
  for (const cutoffForm of forms) {
    for (const inner of [0, 0.4]) {
      const own = { cutoff: 6, cutoffForm, inner };
      const first = cutoffForm === "tanh-cubed" ? Math.tanh(1) ** 3 : 1;
      assert.ok(Math.abs(cutoffFormValue(own, 0) - first) < 1e-15, cutoffForm);
      assert.is(cutoffFormValue(own, 6), 0);
      if (cutoffForm !== "hard") assert.ok(cutoffFormValue(own, 6 - 1e-4) < 1e-7, `${cutoffForm} ends smoothly`);
      for (const r of [0.7, 2.9, 4.4, 5.8]) {
        const difference = (cutoffFormValue(own, r + 1e-6) - cutoffFormValue(own, r - 1e-6)) / 2e-6;
        assert.ok(Math.abs(cutoffFormSlope(own, r) - difference) < 1e-9, `${cutoffForm} at ${r}`);
      }
    }
  }
  for (const kind of coreKinds) assert.ok(Math.abs(coreValue(kind, 0) - 1) < 1e-15 && coreSlope(kind, 0) === 0 && coreSlope(kind, 1) === 0);
  // f(1/2) = 1/2 by the symmetry of the polynomials.
  for (const kind of coreKinds.slice(0, 4)) assert.ok(Math.abs(coreValue(kind, 0.5) - 0.5) < 1e-15, kind);
});

test("what values kept of a surrounding serves the contraction of that one alone", () => {
  const weights = Float64Array.from(functions, (_, k) => Math.sin(k));
  const contracted = (environment: Environment): Float64Array => {
    const gradients = new Float64Array(3 * environment.count);
    descriptor.contract(environment, weights, gradients);
    return gradients;
  };
  const [one, two] = [environmentOf(descriptor, mixture, 0), environmentOf(descriptor, mixture, 2)];
  const fresh = [contracted(one), contracted(two)];
  descriptor.values(one, new Float64Array(functions.length));
  assert.equal(contracted(one), fresh[0]);
  assert.equal(contracted(two), fresh[1]);
  assert.equal(contracted(one), fresh[0]);
});

test("functions of two centres, or none, are refused", () => {
  assert.throws(() => createProductDescriptor([]), /at least one function/);
  assert.throws(() => createProductDescriptor([functions[0]!, { ...functions[1]!, centre: 8 }]), /all of one element/);
});

test.run();
