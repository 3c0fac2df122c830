// Our classical potentials against LAMMPS: its stored numbers, and a live run of it where it is installed.

import { readFileSync } from "node:fs";
import { potentialByName } from "@adatom/models/potentials/index.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { evaluateWithLammps, installHint, type LammpsResult, lammpsVersion } from "../../fixtures/lammps/lammps.ts";
import { type LammpsTrial, trials } from "../../fixtures/lammps/trials.ts";

interface StoredCase extends LammpsResult {
  readonly name: string;
  readonly positions: number[];
  readonly cell: number[];
  readonly atomicNumbers: number[];
  readonly periodic: [boolean, boolean, boolean];
}

function largestDifference(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  assert.is(ours.length, theirs.length);
  let largest = 0;
  for (let p = 0; p < ours.length; p++) largest = Math.max(largest, Math.abs(ours[p]! - theirs[p]!));
  return largest;
}

function compare(trial: LammpsTrial, structure: Structure, theirs: LammpsResult, label: string): void {
  const potential = trial.ours ?? potentialByName(trial.potentialName)!;
  const ours = potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
  // Both are float64 sums of the same terms in another order: 1e-16 times some hundred terms.
  assert.ok(
    Math.abs(ours.energy - theirs.energy) <= 1e-12 * Math.abs(theirs.energy),
    `${label}: energy ${ours.energy} against ${theirs.energy}`,
  );
  assert.ok(
    largestDifference(ours.energies, theirs.energies) < 1e-11,
    `${label}: per-atom energies ${largestDifference(ours.energies, theirs.energies)}`,
  );
  // Forces reach 1e2 eV/angstrom in the liquid-like cells, differences of larger terms still.
  assert.ok(largestDifference(ours.forces, theirs.forces) < 1e-10, `${label}: forces ${largestDifference(ours.forces, theirs.forces)}`);
  // As the forces; LAMMPS's bar has 8 digits, which its own constant undoes.
  const scale = Math.max(...theirs.stress.map(Math.abs), 1e-3);
  assert.ok(
    largestDifference(ours.stress, theirs.stress) < 1e-10 * scale + 1e-12,
    `${label}: stress ${largestDifference(ours.stress, theirs.stress)}`,
  );
}

for (const trial of trials) {
  const { potentialName, file } = trial;
  test(`${potentialName} equals the stored numbers of LAMMPS`, () => {
    const stored = JSON.parse(readFileSync(new URL(`../../fixtures/lammps/${file}`, import.meta.url), "utf8"));
    assert.match(stored.source, /LAMMPS/);
    const cases = stored.cases as StoredCase[];
    assert.is(cases.length, Object.keys(trial.structures).length);
    for (const one of cases) {
      const structure = {
        positions: Float64Array.from(one.positions),
        cell: Float64Array.from(one.cell),
        atomicNumbers: Uint8Array.from(one.atomicNumbers),
        periodic: one.periodic,
      };
      compare(trial, structure, one, `${potentialName}, ${one.name}`);
    }
  });
}

const version = lammpsVersion();
if (version === undefined) console.log(`SKIPPED: potentials against a live LAMMPS. ${installHint}`);
const live = version === undefined ? test.skip : test;

// One structure of each pair style: every run starts a LAMMPS, and the stored numbers stand for the rest.
live("LAMMPS run now gives the same (needs LAMMPS)", () => {
  const byStyle = new Map(
    trials.map((trial) => [trial.potential.commands.map((command) => command.split(" ", 2).join(" ")).join(), trial]),
  );
  assert.ok(byStyle.size >= 8);
  for (const trial of byStyle.values()) {
    const [name, structure] = Object.entries(trial.structures).at(-1)!;
    compare(trial, structure, evaluateWithLammps(structure, trial.potential), `${trial.potentialName}, ${name}, live`);
  }
});

test.run();
