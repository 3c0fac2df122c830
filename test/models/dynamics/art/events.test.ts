// ART nouveau on what is known: the vacancy of silicon under Stillinger and Weber's potential.
import { diamondNetwork, networkStructure } from "@adatom/models/amorphous/bond-network.ts";
import type { ArtEvent } from "@adatom/models/dynamics/art/event.ts";
import { ArtWalk, type WalkOptions } from "@adatom/models/dynamics/art/walk.ts";
import { startRelaxation } from "@adatom/models/dynamics/relaxation.ts";
import { stillingerWeberSilicon1985 as potential } from "@adatom/models/potentials/stillinger-weber.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { hessianEigen } from "./hessian.ts";

/** Diamond without its first atom: its four neighbours (numbered in what is left) moved this share of a bond towards the hole, the first of them by `firstShare`. */
function vacancy(cells: number, share: number, firstShare = share): { structure: Structure; around: number[] } {
  const edge = cells * 5.431;
  const crystal = networkStructure(diamondNetwork(cells, edge));
  const { first, neighbour } = buildNeighbourList(crystal, 2.6);
  const around = [...neighbour.subarray(0, first[1])].map((atom) => atom - 1);
  const positions = crystal.positions.slice(3);
  for (const [n, atom] of around.entries())
    for (let a = 0; a < 3; a++) {
      const d = crystal.positions[a]! - positions[3 * atom + a]!;
      positions[3 * atom + a]! += (n === 0 ? firstShare : share) * (d - edge * Math.round(d / edge));
    }
  return { structure: { ...crystal, positions, atomicNumbers: crystal.atomicNumbers.slice(1) }, around };
}

const options = (around: readonly number[]): WalkOptions => ({
  seed: 1,
  centres: around,
  fictitiousTemperatureEv: 1e-6,
  saddle: { forceTolerance: 0.01 },
});

function hops(cells: number, wanted: number): { walk: ArtWalk; events: ArtEvent[] } {
  const { structure, around } = vacancy(cells, 0.2);
  const walk = ArtWalk.start(structure, potential, options(around));
  const events: ArtEvent[] = [];
  for (let n = 0; n < 60 && events.length < wanted; n++) {
    const { event } = walk.advance();
    // The same energy on both sides: the hole has moved on by one bond.
    if (event && Math.abs(event.asymmetry) < 1e-3) events.push(event);
  }
  return { walk, events };
}

test("the vacancy hops over the split vacancy, at its energy", () => {
  // By symmetry the saddle is an atom half-way between two sites; relaxed with its symmetry it is known without any search.
  const split = startRelaxation(vacancy(3, 0, 0.5).structure, potential, { forceTolerance: 1e-3, maximumSteps: 3000 }).advance(3000);
  const { walk, events } = hops(3, 3);
  // Formation energy 2.64 eV in large cells (Maroudas and Brown, Phys. Rev. B 47, 15562 (1993)); 0.06 higher in this one.
  const formation = walk.energy + 215 * 2 * 2.1683;
  assert.ok(Math.abs(formation - 2.67) < 0.05, `${formation}`);
  assert.is(events.length, 3);
  for (const { saddle, barrier } of events) {
    // A force of 0.01 eV/angstrom along a mode of 1 eV/angstrom^2 is 5e-5 eV away.
    assert.ok(Math.abs(saddle.energy - split.energy) < 1e-3, `${saddle.energy} is ${split.energy}`);
    // 0.43 eV is quoted for this potential. ASE's elastic band over LAMMPS's energies gives 0.5121 in this cell, with nothing of ours in it;
    // 0.504 with the cell relaxed; no lower minimum is found from 60 random starts. 0.43 is what the rate of hops in dynamics gives, 800 to
    // 1600 K: 0.43 +- 0.04 (the trial vacancy-barrier, docs/amorphous-silicon.md).
    assert.ok(Math.abs(barrier - 0.512) < 0.002, `${barrier}`);
  }
});

test("a saddle has exactly one negative eigenvalue, its minima have none", () => {
  const { walk, events } = hops(2, 1);
  const { saddle, final } = events[0]!;
  const negative = (positions: Float64Array): number[] =>
    // Three translations are zero but for the noise of differences, 1e-5.
    [...hessianEigen({ ...walk.structure(), positions }, potential).values].filter((value) => value < -1e-3);
  const below = negative(saddle.positions);
  assert.is(below.length, 1);
  // Lanczos has stopped at a residual of 0.01 and differs from one side only, 1e-3 angstrom: some 0.02 eV/angstrom^2.
  assert.ok(Math.abs(saddle.mode.value - below[0]!) < 0.05, `${saddle.mode.value} is ${below[0]}`);
  assert.is(negative(final.positions).length, 0);
});

test("a resumed walk is the walk that went on", () => {
  const { structure, around } = vacancy(2, 0.2);
  const walk = ArtWalk.start(structure, potential, { ...options(around), fictitiousTemperatureEv: 0.5 });
  for (let n = 0; n < 5; n++) walk.advance();
  const resumed = ArtWalk.resume(potential, structuredClone(walk.snapshot()));
  for (let n = 0; n < 5; n++) {
    walk.advance();
    resumed.advance();
  }
  assert.equal(resumed.snapshot(), walk.snapshot());
  assert.ok(walk.counts().events > 0);
});

test.run();
