// Network potentials on a team: extrapolations by name, pieces, and the way out for crowds. (Their numbers against plain loops, and the
// same bits on any number of threads: test/conformance/cases/network-potentials.ts.)
import { createTeam } from "@adatom/daemon/compute/threads/team.ts";
import { runThrough } from "@adatom/models/analysis/stepwise.ts";
import { createAtomicPotentialKernel } from "@adatom/models/kernels/atomic-potential.ts";
import { soloTeam, type Team } from "@adatom/models/kernels/team/team.ts";
import type { AtomicNetworkModel } from "@adatom/models/networks/atomic-network/model.ts";
import { createAtomicNetworkPotential } from "@adatom/models/networks/atomic-network/potential.ts";
import type { Activation } from "@adatom/models/networks/behler-parrinello/activation.ts";
import type { Evaluation } from "@adatom/models/potentials/potential.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { gaussians, mixed, networkModel } from "../../conformance/cases/network-potentials.ts";

/** Where no kernel starts: one atom after the other. */
const noTeam: Team = { size: 1, start: () => undefined };
const four = createTeam(4);

const networks = (species: readonly number[], activation: Activation): AtomicNetworkModel =>
  networkModel(species, [activation, activation], gaussians(species));

const evaluate = (model: AtomicNetworkModel, structure: Structure, team: Team): Evaluation => {
  const potential = createAtomicNetworkPotential(model, "test", "a test", 1e-9, team);
  return potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom + 0.5));
};

function close(found: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  // Float64 sums of some thousand terms of up to 100.
  for (let k = 0; k < expected.length; k++)
    assert.ok(Math.abs(found[k]! - expected[k]!) < 1e-9 * (1 + Math.abs(expected[k]!)), `${what} ${k}: ${found[k]}, not ${expected[k]}`);
}

test("what is out of its range is named alike by the kernel and without it", () => {
  const [model, structure] = [networks([8, 14], "tanh"), mixed(2, [8, 14])];
  assert.ok(createAtomicPotentialKernel(model.elements, 0, soloTeam), "the kernel does it");
  const strip = ({ extrapolations }: Evaluation): unknown =>
    extrapolations!.map(({ atom, functionName, minimum, maximum }) => [atom, functionName, minimum, maximum]);
  const expected = evaluate(model, structure, noTeam);
  assert.ok(expected.extrapolations!.length > 0);
  assert.equal(strip(evaluate(model, structure, soloTeam)), strip(expected));
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
  assert.is(createAtomicPotentialKernel(networks([14], "silu").elements, 0, soloTeam), undefined);
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
