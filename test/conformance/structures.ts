// Structures that the suites and the LAMMPS fixtures try potentials on. Seeded: the same every time.
import { createRandom } from "@adatom/models/dynamics/random.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";

const periodic = [true, true, true] as const;

/** Conventional cells of a lattice with a basis (fractional), `repeats` times along each vector. */
function cubic(basis: readonly (readonly number[])[], atomicNumber: number, latticeAngstrom: number, repeats: number): Structure {
  const positions: number[] = [];
  for (let z = 0; z < repeats; z++) {
    for (let y = 0; y < repeats; y++) {
      for (let x = 0; x < repeats; x++) {
        for (const site of basis)
          positions.push((x + site[0]!) * latticeAngstrom, (y + site[1]!) * latticeAngstrom, (z + site[2]!) * latticeAngstrom);
      }
    }
  }
  const side = repeats * latticeAngstrom;
  return {
    positions: Float64Array.from(positions),
    cell: Float64Array.of(side, 0, 0, 0, side, 0, 0, 0, side),
    atomicNumbers: new Uint8Array(positions.length / 3).fill(atomicNumber),
    periodic,
  };
}

const faceCentred = [
  [0, 0, 0],
  [0, 0.5, 0.5],
  [0.5, 0, 0.5],
  [0.5, 0.5, 0],
];

/** Diamond silicon, 8 repeats^3 atoms. */
export function diamond(repeats: number, latticeAngstrom = 5.431): Structure {
  return cubic([...faceCentred, ...faceCentred.map((site) => site.map((v) => v + 0.25))], 14, latticeAngstrom, repeats);
}

/** Face-centred cubic argon, 4 repeats^3 atoms. */
export function argon(repeats: number, latticeAngstrom = 5.26): Structure {
  return cubic(faceCentred, 18, latticeAngstrom, repeats);
}

/** The two-atom primitive cell of diamond: smaller than the cutoff of any potential for silicon. */
export function primitiveDiamond(latticeAngstrom = 5.431): Structure {
  const h = latticeAngstrom / 2;
  return {
    positions: Float64Array.of(0, 0, 0, h / 2, h / 2, h / 2),
    cell: Float64Array.of(0, h, h, h, 0, h, h, h, 0),
    atomicNumbers: Uint8Array.of(14, 14),
    periodic,
  };
}

/** Every coordinate moved by a uniform deviate up to `amplitudeAngstrom` either way. */
export function displaced(structure: Structure, amplitudeAngstrom: number, seed: number): Structure {
  const random = createRandom(seed);
  return { ...structure, positions: structure.positions.map((x) => x + amplitudeAngstrom * (2 * random.uniform() - 1)) };
}

/** Cell and positions under x' = x (1 + strain), strain 9 numbers row by row. */
export function deformed(structure: Structure, strain: readonly number[]): Structure {
  const apply = (rows: Float64Array): Float64Array =>
    rows.map((value, p) => {
      const row = p - (p % 3);
      let sum = value;
      for (let b = 0; b < 3; b++) sum += rows[row + b]! * strain[3 * b + (p % 3)]!;
      return sum;
    });
  return { ...structure, cell: apply(structure.cell), positions: apply(structure.positions) };
}

/** The same crystal by other cell vectors (second plus first, third minus twice second): strongly skewed, atoms left where they are. */
export function resheared(structure: Structure): Structure {
  const cell = structure.cell.slice();
  for (let a = 0; a < 3; a++) cell[3 + a]! += cell[a]!;
  for (let a = 0; a < 3; a++) cell[6 + a]! -= 2 * cell[3 + a]!;
  return { ...structure, cell };
}

/** Atoms at random, none nearer than `closestAngstrom`, at a density: like a hot liquid. */
export function liquid(atoms: number, atomicNumber: number, densityPerAngstrom3: number, closestAngstrom: number, seed: number): Structure {
  const random = createRandom(seed);
  const side = (atoms / densityPerAngstrom3) ** (1 / 3);
  const placed: number[][] = [];
  while (placed.length < atoms) {
    const trial = [0, 1, 2].map(() => side * random.uniform());
    const isFree = placed.every((other) => {
      const d = trial.map((value, a) => value - other[a]! - side * Math.round((value - other[a]!) / side));
      return Math.hypot(...d) >= closestAngstrom;
    });
    if (isFree) placed.push(trial);
  }
  return {
    positions: Float64Array.from(placed.flat()),
    cell: Float64Array.of(side, 0, 0, 0, side, 0, 0, 0, side),
    atomicNumbers: new Uint8Array(atoms).fill(atomicNumber),
    periodic,
  };
}

/** The structure `times` over along each cell vector. */
export function supercell(structure: Structure, times: readonly [number, number, number]): Structure {
  const positions: number[] = [];
  const numbers: number[] = [];
  for (let x = 0; x < times[0]; x++) {
    for (let y = 0; y < times[1]; y++) {
      for (let z = 0; z < times[2]; z++) {
        for (let p = 0; p < structure.positions.length; p++) {
          const a = p % 3;
          positions.push(structure.positions[p]! + x * structure.cell[a]! + y * structure.cell[3 + a]! + z * structure.cell[6 + a]!);
        }
        numbers.push(...structure.atomicNumbers);
      }
    }
  }
  const cell = structure.cell.map((value, p) => value * times[Math.floor(p / 3)]!);
  return { positions: Float64Array.from(positions), cell, atomicNumbers: Uint8Array.from(numbers), periodic: structure.periodic };
}
