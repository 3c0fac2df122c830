// Relaxation of atoms, and of the cell where it is asked for, to a minimum of energy (of enthalpy under pressure).
import type { Potential } from "../potentials/potential.ts";
import { cellVolume, isDegenerate } from "../structure/cell.ts";
import type { Structure } from "../structure/structure.ts";
import { checkFixedAtoms } from "./check-options.ts";
import { ConjugateGradients } from "./conjugate-gradients.ts";
import type { RelaxationOptions, RelaxationRun, RelaxationSample, Snapshot } from "./dynamics.ts";
import { Fire } from "./fire.ts";
import { createLandscape, type Landscape } from "./landscape.ts";
import { LimitedMemoryBfgs } from "./limited-memory-bfgs.ts";
import type { Minimiser } from "./minimiser.ts";
import { MovingStructure } from "./moving-structure.ts";

const skinAngstrom = 0.5;
const minimisers = { fire: Fire, cg: ConjugateGradients, "l-bfgs": LimitedMemoryBfgs } as const;

/** @throws RangeError for options or a structure that cannot be relaxed; the message says which */
export function startRelaxation(structure: Structure, potential: Potential, options: RelaxationOptions): RelaxationRun {
  checkOptions(structure, options);
  const moving = MovingStructure.start(structure, potential, skinAngstrom);
  return new Run(moving, options, 0);
}

/** Goes on from a snapshot of a relaxation with the same potential, with the same bits as if it had never stopped. */
export function resumeRelaxation(potential: Potential, snapshot: Snapshot): RelaxationRun {
  const { options, step } = snapshot.json;
  return new Run(MovingStructure.resume(potential, snapshot), options as RelaxationOptions, step as number, snapshot);
}

class Run implements RelaxationRun {
  private readonly moving: MovingStructure;
  private readonly options: RelaxationOptions;
  private readonly landscape: Landscape;
  private readonly minimiser: Minimiser;
  private step: number;

  constructor(moving: MovingStructure, options: RelaxationOptions, step: number, snapshot?: Snapshot) {
    this.moving = moving;
    this.options = options;
    this.landscape = createLandscape(moving, options, snapshot);
    this.minimiser = new minimisers[options.method ?? "fire"](this.landscape, snapshot);
    this.step = step;
  }

  /** Takes so many steps, fewer where it converges or reaches its maximum of steps. */
  advance(steps: number): RelaxationSample {
    for (let s = 0; s < steps && this.step < this.options.maximumSteps && !this.sample().converged; s++) {
      this.minimiser.step();
      this.step++;
    }
    return this.sample();
  }

  sample(): RelaxationSample {
    const { landscape, moving } = this;
    const { forceTolerance, stressToleranceGPa = 0.05 } = this.options;
    const maximumForce = landscape.maximumForce();
    const maximumStressGPa = landscape.maximumStressGPa();
    return {
      step: this.step,
      energy: moving.evaluation.energy,
      maximumForce,
      converged: maximumForce < forceTolerance && (maximumStressGPa === undefined || maximumStressGPa < stressToleranceGPa),
      ...(maximumStressGPa !== undefined && { maximumStressGPa, volume: cellVolume(moving.cell), enthalpy: landscape.height }),
    };
  }

  structure(): Structure {
    return this.moving.structure();
  }

  snapshot(): Snapshot {
    const parts = [this.moving.snapshot(), this.landscape.snapshot(), this.minimiser.snapshot()];
    return {
      arrays: Object.assign({}, ...parts.map((part) => part.arrays)) as Snapshot["arrays"],
      json: { ...Object.assign({}, ...parts.map((part) => part.json)), options: { ...this.options }, step: this.step },
    };
  }
}

function checkOptions(structure: Structure, options: RelaxationOptions): void {
  const { forceTolerance, maximumSteps, method = "fire", cell = "none", pressureGPa = 0, stressToleranceGPa = 0.05, fixedAtoms } = options;
  if (!(forceTolerance > 0)) throw new RangeError(`forceTolerance must be a positive force in eV/angstrom, not ${forceTolerance}.`);
  if (!(maximumSteps >= 0)) throw new RangeError(`maximumSteps must be 0 or more, not ${maximumSteps}.`);
  if (!Object.hasOwn(minimisers, method)) throw new RangeError(`Unknown method "${method}": use ${Object.keys(minimisers).join(", ")}.`);
  if (!["none", "isotropic", "full"].includes(cell)) throw new RangeError(`cell must be none, isotropic or full, not "${cell}".`);
  if (!Number.isFinite(pressureGPa)) throw new RangeError(`pressureGPa must be a finite number, not ${pressureGPa}.`);
  if (!(stressToleranceGPa > 0)) throw new RangeError(`stressToleranceGPa must be a positive stress in GPa, not ${stressToleranceGPa}.`);
  checkFixedAtoms(fixedAtoms, structure.atomicNumbers.length);
  if (cell === "none") {
    if (pressureGPa !== 0) throw new RangeError('A pressure needs a cell that moves: set cell to "isotropic" or "full".');
    return;
  }
  if (!structure.periodic.every(Boolean) || isDegenerate(structure.cell))
    throw new RangeError("The cell can be relaxed only where the structure repeats along three vectors that span a volume.");
  if (fixedAtoms && fixedAtoms.length > 0) throw new RangeError("Atoms cannot be fixed while the cell is relaxed: it moves all of them.");
}
