// The words of a hover from given facts: what a learned model adds, singular and plural, numbers that round to zero.
import type { FrameSummary } from "@adatom/daemon/documents/contract.ts";
import { atomHover, extrapolationText, frameHover } from "@adatom/daemon/features/hover-text.ts";
import type { ChosenModel } from "@adatom/daemon/features/model-choice.ts";
import { ago, fixed, pressureGigapascal } from "@adatom/daemon/features/numbers-as-text.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const now = Date.parse("2026-11-20T12:00:00Z");
const learned: ChosenModel = {
  reference: { kind: "stored", name: "si", version: 3, path: "/none" },
  label: "si@3",
  createdAt: "2026-11-20T10:30:00.000Z",
};
const frame: FrameSummary = {
  frame: 2,
  firstLine: 0,
  lastLine: 65,
  headerLine: 1,
  natoms: 64,
  formula: "Si64",
  species: [14],
  hash: "",
  cell: null,
  periodic: [false, false, false],
  volume: null,
  densityGramPerCm3: null,
  referenceEnergy: -346.944,
  referenceMaximumForce: 0.5,
  referenceStress: null,
  errors: 0,
  unusable: null,
};
const finding = { atom: 4, functionIndex: 1, functionName: "G4 Si-Si-Si zeta=1", value: 0.5, minimum: 1, maximum: 3 };

test("a frame under a learned model: difference to the file, age, extrapolating atoms", () => {
  const prediction = {
    model: "si@3",
    natoms: 64,
    // One meV/atom below the file.
    energy: -347.008,
    maximumForce: 0.4891,
    stress: null,
    extrapolatingAtoms: 2,
    extrapolations: [],
  };
  assert.is(
    frameHover(frame, 10, { model: learned, prediction }, now),
    `**Si64**, 64 atoms, frame 3 of 10

- no cell, not periodic
- energy in the file: -346.9440 eV (-5.42100 eV/atom)
- energy: **-347.0080 eV** (-5.42200 eV/atom) (si@3); 1.00 meV/atom below the file
- maximum force: 0.4891 eV/Å (si@3), 0.5000 eV/Å in the file
- model: si@3, trained 2026-11-20 10:30 UTC, 1 hour ago
- **extrapolated**: 2 atoms are outside what si@3 was trained on`,
  );
});

test("a committee says how far its members are apart", () => {
  const numbers = {
    model: "si@3",
    natoms: 64,
    energy: -346.944,
    maximumForce: 0.5,
    stress: null,
    extrapolatingAtoms: 0,
    extrapolations: [],
  };
  const prediction = { ...numbers, spread: { energy: 0.128, maximumForce: 0.0312 } };
  assert.match(
    frameHover(frame, 10, { model: learned, prediction }, now),
    "- committee: its energies differ by ±2.00 meV/atom, forces by up to ±0.0312 eV/Å (si@3)",
  );
});

test("what extrapolates by element, and what is nearest to it", () => {
  const label = "train.xyz, structure 12";
  const nearest = { atom: 4, structures: [{ label, atom: 6, distance: 0.083 }] };
  const prediction = {
    ...{ model: "si@3", natoms: 8, energy: -40, maximumForce: 1, stress: null, extrapolatingAtoms: 3, extrapolations: [] },
    ...{
      extrapolatingByElement: [
        { element: "Si", atoms: 2 },
        { element: "O", atoms: 1 },
      ],
      nearest,
    },
  };
  const text = frameHover(frame, 1, { model: learned, prediction }, now);
  assert.match(text, "**extrapolated**: 3 atoms are outside what si@3 was trained on (Si 2, O 1)");
  assert.match(text, "farthest outside: atom 5; nearest in its training set: train.xyz, structure 12 (atom 7, 8 % of the ranges away)");
});

test("an atom that extrapolates: which function, value, range, how far", () => {
  const atom = { index: 4, atomicNumber: 14, symbol: "Si", position: [0, 1, -1e-9], referenceForce: null };
  const prediction = { model: "si@3", energy: -5.4, force: [0, 0.3, -0.4] as [number, number, number], extrapolations: [finding] };
  assert.is(
    atomHover({ ...frame, errors: 1 }, atom, { model: learned, prediction }, { bonded: [{ atom: 7, distanceAngstrom: 2.35 }] }),
    `**Si** silicon, atom 5 of 64

- energy: **-5.4000 eV** (si@3)
- force: (0.0000, 0.3000, -0.4000) eV/Å, |F| = 0.5000 eV/Å (si@3)
- 1 neighbour within bonding distance: 2.350 Å (atom 8)
- position: (0.0000, 1.0000, 0.0000) Å
- **extrapolated**: 1 descriptor is outside what si@3 was trained on
  - G4 Si-Si-Si zeta=1: 0.5, trained on 1 to 3 (below by 0.5, 25 % of the range)
- the frame has an error: these are the numbers of what could be read`,
  );
});

test("a descriptor that never varied in training has no range to compare with", () => {
  assert.match(extrapolationText({ ...finding, minimum: 1, maximum: 1 }), /\(below by 0\.5\)$/);
});

test("numbers", () => {
  assert.is(fixed(-0.00001, 4), "0.0000");
  assert.is(fixed(-0.00005, 4), "-0.0001");
  // 1 eV/angstrom^3 is 160.2176634 GPa; a tension is a negative pressure.
  assert.is(fixed(pressureGigapascal([1, 1, 1, 9, 9, 9]), 4), "-160.2177");
  assert.is(ago(0, 30_000), "just now");
  assert.is(ago(0, 61_000), "1 minute ago");
  assert.is(ago(0, 49 * 3600_000), "2 days ago");
});

test.run();
