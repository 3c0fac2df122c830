// A structure whose atoms move under a potential: its current positions, neighbour list and evaluation, and how to keep them.
import { isFiniteInKernel, workArray } from "../kernels/atoms/motion.ts";
import type { Evaluation, Potential } from "../potentials/potential.ts";
import type { Structure } from "../structure/structure.ts";
import { VerletList } from "../structure/verlet-list.ts";
import type { Snapshot } from "./dynamics.ts";

export class MovingStructure {
  readonly potential: Potential;
  /** Angstrom, 3N, never wrapped into the cell; the mover writes here, then calls `evaluate`. */
  readonly positions: Float64Array;
  /** Angstrom, 9, rows are vectors; the mover may change it together with the positions. */
  readonly cell: Float64Array;
  evaluation: Evaluation;
  private readonly still: Structure;
  private readonly list: VerletList;

  private constructor(potential: Potential, still: Structure, positions: Float64Array, list: VerletList, evaluation?: Evaluation) {
    this.potential = potential;
    this.still = still;
    this.cell = still.cell;
    this.positions = positions;
    this.list = list;
    this.evaluation = evaluation ?? potential.evaluate(this.current(), list.update(this.current()), roomFor(still));
    if (!this.isFinite()) throw notFinite("at the start");
  }

  /** @throws RangeError from the potential or the neighbour list, or where energy or forces are not finite */
  static start(structure: Structure, potential: Potential, skinAngstrom: number): MovingStructure {
    // What the file said of the structure holds no longer once atoms move: the reference is left behind.
    const still: Structure = {
      positions: new Float64Array(0),
      cell: structure.cell.slice(),
      atomicNumbers: structure.atomicNumbers.slice(),
      periodic: structure.periodic,
      ...(structure.info ? { info: structure.info } : {}),
    };
    const positions = workArray(structure.positions, structure.atomicNumbers.length);
    return new MovingStructure(potential, still, positions, new VerletList(potential.cutoffAngstrom, skinAngstrom));
  }

  /** @throws RangeError where the snapshot was made with another potential or lacks something */
  static resume(potential: Potential, snapshot: Snapshot): MovingStructure {
    const { potentialName, periodic, info, energy, stress, skinAngstrom, extrapolations } = snapshot.json;
    if (potentialName !== potential.name) {
      throw new RangeError(`The snapshot was made with potential "${potentialName}" and cannot go on with "${potential.name}".`);
    }
    const still: Structure = {
      positions: new Float64Array(0),
      cell: float64(snapshot, "cell").slice(),
      atomicNumbers: bytes(snapshot, "atomicNumbers").slice(),
      periodic: periodic as [boolean, boolean, boolean],
      ...(info ? { info: info as NonNullable<Structure["info"]> } : {}),
    };
    const list = VerletList.fromReference(potential.cutoffAngstrom, skinAngstrom as number, {
      ...still,
      positions: float64(snapshot, "listPositions"),
      cell: float64(snapshot, "listCell"),
    });
    const atoms = still.atomicNumbers.length;
    const evaluation: Evaluation = {
      energy: energy as number,
      energies: workArray(float64(snapshot, "energies"), atoms),
      forces: workArray(float64(snapshot, "forces"), atoms),
      stress: Float64Array.from(stress as number[]),
      extrapolations: (extrapolations ?? []) as NonNullable<Evaluation["extrapolations"]>,
    };
    return new MovingStructure(potential, still, workArray(float64(snapshot, "positions"), atoms), list, evaluation);
  }

  /** Energy and forces at the current positions, into `evaluation`, whose arrays are reused. @throws RangeError where they are not finite */
  evaluate(): void {
    if (!this.tryEvaluate()) throw notFinite("after a step");
  }

  /** The same, where atoms on top of each other are to be expected. @returns whether energy and forces are finite */
  tryEvaluate(): boolean {
    const current = this.current();
    this.evaluation = this.potential.evaluate(current, this.list.update(current), this.evaluation);
    return this.isFinite();
  }

  /** Distinct atoms with a descriptor out of the model's range. */
  extrapolatingAtoms(): number {
    return new Set(this.evaluation.extrapolations?.map((one) => one.atom)).size;
  }

  /** How often the neighbour list has been built. */
  listBuilds(): number {
    return this.list.builds;
  }

  /** A copy that does not move. */
  structure(): Structure {
    return {
      ...this.still,
      cell: this.still.cell.slice(),
      atomicNumbers: this.still.atomicNumbers.slice(),
      positions: this.positions.slice(),
    };
  }

  snapshot(): Snapshot {
    const reference = this.list.reference()!;
    const { energy, energies, forces, stress, extrapolations } = this.evaluation;
    return {
      arrays: {
        positions: this.positions.slice(),
        forces: forces.slice(),
        energies: energies.slice(),
        listPositions: reference.positions.slice(),
        listCell: reference.cell.slice(),
        cell: this.still.cell.slice(),
        atomicNumbers: this.still.atomicNumbers.slice(),
      },
      json: {
        potentialName: this.potential.name,
        periodic: [...this.still.periodic],
        info: this.still.info ?? null,
        energy,
        stress: Array.from(stress),
        skinAngstrom: this.list.skinAngstrom,
        extrapolations: extrapolations ?? [],
      },
    };
  }

  private current(): Structure {
    return { ...this.still, positions: this.positions };
  }

  private isFinite(): boolean {
    const { energy, forces } = this.evaluation;
    const known = isFiniteInKernel(forces);
    if (known !== undefined) return known && Number.isFinite(energy);
    // One number that is not finite leaves a NaN in this sum, and nothing else does.
    let zero = 0 * energy;
    for (let p = 0; p < forces.length; p++) zero += 0 * forces[p]!;
    return zero === 0;
  }
}

function notFinite(when: string): RangeError {
  return new RangeError(
    `Energy or forces are not finite ${when}: atoms are on top of each other or flying apart. Use a shorter time step, or relax the structure first.`,
  );
}

/** Arrays for the first evaluation, which all later ones reuse. */
function roomFor({ atomicNumbers }: Structure): Evaluation {
  const atoms = atomicNumbers.length;
  return {
    energy: 0,
    energies: workArray(new Float64Array(atoms), atoms),
    forces: workArray(new Float64Array(3 * atoms), atoms),
    stress: new Float64Array(6),
  };
}

/** A named float64 array of a snapshot. @throws RangeError where it is missing or of another kind */
export function float64(snapshot: Snapshot, name: string): Float64Array {
  const array = snapshot.arrays[name];
  if (!(array instanceof Float64Array)) throw new RangeError(`The snapshot lacks the float64 array "${name}".`);
  return array;
}

function bytes(snapshot: Snapshot, name: string): Uint8Array {
  const array = snapshot.arrays[name];
  if (!(array instanceof Uint8Array)) throw new RangeError(`The snapshot lacks the byte array "${name}".`);
  return array;
}
