// Network potentials on a team: the numbers of one atom after the other to rounding, the same bits on any number of threads,
// every atom out of its range, pieces, and the way out for crowds.
import { createTeam } from "@adatom/daemon/compute/threads/team.ts";
import { runThrough } from "@adatom/models/analysis/stepwise.ts";
import { createDescriptor } from "@adatom/models/descriptors/create-descriptor.ts";
import { expandDescriptors } from "@adatom/models/descriptors/descriptor-config.ts";
import type { ProductFunction } from "@adatom/models/descriptors/product-function.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { createAtomicPotentialKernel } from "@adatom/models/kernels/atomic-potential.ts";
import { soloTeam, type Team } from "@adatom/models/kernels/team/team.ts";
import type { AtomicNetwork, AtomicNetworkModel } from "@adatom/models/networks/atomic-network/model.ts";
import { createAtomicNetworkPotential } from "@adatom/models/networks/atomic-network/potential.ts";
import type { Activation } from "@adatom/models/networks/behler-parrinello/activation.ts";
import type { Evaluation } from "@adatom/models/potentials/potential.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { everyFunction } from "../../conformance/product-functions.ts";
import { diamond, displaced } from "../../conformance/structures.ts";

/** Where no kernel starts: one atom after the other. */
const noTeam: Team = { size: 1, start: () => undefined };
const four = createTeam(4);

const gaussians = (species: readonly number[]): ProductFunction[] =>
  expandDescriptors(
    {
      radial: { cutoff: 6, eta: [0.01, 0.1, 0.5], shift: [0, 2] },
      angular: { kind: "G4", cutoff: 4.5, eta: [0.01, 0.05], zeta: [1, 4] },
    },
    [...species],
  );

/** Odd numbers of functions and of neurons, two elements, several activations, an output that is scaled. */
function networks(species: readonly number[], activation: Activation, functions = gaussians(species)): AtomicNetworkModel {
  const random = createRandom(5);
  const elements = species.map((atomicNumber): AtomicNetwork => {
    const own = functions.filter((f) => f.centre === atomicNumber).slice(0, -1);
    const { size } = createDescriptor(own);
    const widths = [size, 7, 5, 1];
    return {
      atomicNumber,
      functions: own,
      activation,
      energyOffset: -0.3 * atomicNumber,
      outputScale: 1.7,
      centre: Float64Array.from({ length: size }, () => random.uniform()),
      scale: Float64Array.from({ length: size }, () => 0.2 + random.uniform()),
      minimum: new Float64Array(size),
      maximum: new Float64Array(size).fill(2),
      layers: widths.slice(1).map((width, l) => ({
        weights: Float64Array.from({ length: widths[l]! * width }, () => random.normal() / 3),
        biases: Float64Array.from({ length: width }, () => random.normal()),
      })),
    };
  });
  return { elements };
}

/** A displaced diamond lattice, every third atom of the second element. */
function mixed(repeats: number, species: readonly number[]): Structure {
  const structure = displaced(diamond(repeats), 0.2, 3);
  return { ...structure, atomicNumbers: structure.atomicNumbers.map((_, i) => species[i % 3 === 0 ? species.length - 1 : 0]!) };
}

const evaluate = (model: AtomicNetworkModel, structure: Structure, team: Team): Evaluation => {
  const potential = createAtomicNetworkPotential(model, "test", "a test", 1e-9, team);
  return potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom + 0.5));
};

function close(found: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  // Float64 sums of some thousand terms of up to 100.
  for (let k = 0; k < expected.length; k++)
    assert.ok(Math.abs(found[k]! - expected[k]!) < 1e-9 * (1 + Math.abs(expected[k]!)), `${what} ${k}: ${found[k]}, not ${expected[k]}`);
}

function agree(model: AtomicNetworkModel, structure: Structure): void {
  assert.ok(createAtomicPotentialKernel(model.elements, 0, soloTeam), "the kernel does it");
  const expected = evaluate(model, structure, noTeam);
  const found = evaluate(model, structure, soloTeam);
  close([found.energy], [expected.energy], "energy");
  close(found.energies, expected.energies, "energy of atom");
  close(found.forces, expected.forces, "force");
  close(found.stress, expected.stress, "stress");
  const strip = ({ extrapolations }: Evaluation): unknown => extrapolations!.map(({ atom, functionName }) => [atom, functionName]);
  assert.ok(expected.extrapolations!.length > 0);
  assert.equal(strip(found), strip(expected));
  close(
    found.extrapolations!.map(({ value }) => value),
    expected.extrapolations!.map(({ value }) => value),
    "value",
  );
  const shared = evaluate(model, structure, four);
  for (const part of ["energies", "forces", "stress"] as const) assert.equal(shared[part], found[part]);
  assert.equal(shared.extrapolations, found.extrapolations);
}

for (const [activation, species, repeats] of [
  ["tanh", [14], 1],
  ["tanh", [8, 14], 2],
  ["scaled-tanh", [14], 2],
  ["twisted-tanh", [8, 14], 1],
  ["sigmoid", [8, 14], 3],
  ["linear", [14], 3],
  ["softplus", [8, 14], 2],
] as const) {
  test(`${activation}, ${species.length} elements, ${8 * repeats ** 3} atoms: as one atom after the other; the same bits on four threads`, () => {
    agree(networks(species, activation), mixed(repeats, species));
  });
}

for (const [family, functions] of Object.entries(everyFunction([8, 14], 4.5))) {
  test(`${family}: as one atom after the other; the same bits on four threads`, () => {
    // One more, since the last is left out.
    agree(networks([8, 14], "tanh", [...functions, ...functions.slice(-2)]), mixed(2, [8, 14]));
  });
}

test("elements of which one has Gaussian functions alone and the other has not", () => {
  const others = everyFunction([8, 14], 4.5)["Chebyshev functions"]!.filter((f) => f.centre === 8);
  const { elements } = networks([8, 14], "tanh", [...gaussians([8, 14]).filter((f) => f.centre === 14), ...others]);
  agree({ elements }, mixed(2, [8, 14]));
});

test("large structures are done in pieces, with others in between, and end with the same numbers", () => {
  const model = networks([14], "tanh");
  const structure = mixed(7, [14]);
  const potential = createAtomicNetworkPotential(model, "test", "a test", 1e-9, four);
  const list = buildNeighbourList(structure, potential.cutoffAngstrom);
  const whole = potential.evaluate(structure, list);
  const [one, other] = [potential.steps!(structure, list), potential.steps!(structure, list)];
  const shares: number[] = [];
  for (;;) {
    const { done, value } = one.next();
    if (done) {
      assert.equal(value.forces, whole.forces);
      break;
    }
    shares.push(value);
    if (shares.length === 1) assert.equal(runThrough(other).energies, whole.energies);
  }
  // Making ready, 2744 atoms in pieces of 1024, and the sum.
  assert.equal(shares, [0, 1024 / 2744, 2048 / 2744, 1]);
});

test("a network that the kernel does not do goes one atom after the other", () => {
  const [element] = networks([14], "tanh").elements;
  const odd = {
    ...element!,
    functions: element!.functions.map((f) =>
      f.kind === "radial" ? f : { ...f, angular: { form: "power", zeta: 0.5, lambda: 1 } as const },
    ),
  };
  assert.is(createAtomicPotentialKernel([odd], 0, soloTeam), undefined);
  assert.is(createAtomicPotentialKernel([{ ...element!, activation: "silu" }], 0, soloTeam), undefined);
});

test("neighbours too many for the kernel's memory are no error", () => {
  const model = networks([14], "tanh");
  const dense = mixed(3, [14]);
  // 216 atoms in a thirtieth of their volume: some 2000 neighbours each.
  const crowd = { ...dense, cell: dense.cell.map((x) => x * 0.32), positions: dense.positions.map((x) => x * 0.32) };
  const expected = evaluate(model, crowd, noTeam);
  close(evaluate(model, crowd, four).energies, expected.energies, "energy of atom");
});

test.run();
