// Melt and quench: Langevin dynamics at a temperature that melts, then at lower and lower ones, at constant volume.
import type { MolecularDynamicsRun, Snapshot } from "../dynamics/dynamics.ts";
import { resumeMolecularDynamics, startMolecularDynamics } from "../dynamics/molecular-dynamics.ts";
import type { Potential } from "../potentials/potential.ts";
import type { Structure } from "../structure/structure.ts";

export interface MeltQuenchOptions {
  readonly seed: number;
  /** Default 3500 K: well above the melting point of Stillinger-Weber silicon (1690 K) in a crystal without a surface. */
  readonly meltKelvin?: number;
  /** Default 300 K. */
  readonly endKelvin?: number;
  /** Default 3000. */
  readonly meltSteps?: number;
  /** Over all stages; default 20 000. */
  readonly quenchSteps?: number;
  /** Default 20. */
  readonly stages?: number;
  /** Default 1 fs. */
  readonly timestepFs?: number;
}

const frictionPerFs = 0.01;

export class MeltQuenchRun {
  private readonly potential: Potential;
  private readonly options: Required<MeltQuenchOptions>;
  private dynamics: MolecularDynamicsRun;
  /** 0 is the melt, then the stages of the quench. */
  private stage: number;

  private constructor(potential: Potential, options: Required<MeltQuenchOptions>, dynamics: MolecularDynamicsRun, stage: number) {
    this.potential = potential;
    this.options = options;
    this.dynamics = dynamics;
    this.stage = stage;
  }

  static start(structure: Structure, potential: Potential, given: MeltQuenchOptions): MeltQuenchRun {
    const options = { meltKelvin: 3500, endKelvin: 300, meltSteps: 3000, quenchSteps: 20_000, stages: 20, timestepFs: 1, ...given };
    return new MeltQuenchRun(potential, options, beginStage(structure, potential, options, 0), 0);
  }

  static resume(potential: Potential, snapshot: Snapshot): MeltQuenchRun {
    const { options, stage, dynamics } = snapshot.json;
    const run = resumeMolecularDynamics(potential, { arrays: snapshot.arrays, json: dynamics as Snapshot["json"] });
    return new MeltQuenchRun(potential, options as Required<MeltQuenchOptions>, run, stage as number);
  }

  snapshot(): Snapshot {
    const { arrays, json } = this.dynamics.snapshot();
    return { arrays, json: { options: this.options, stage: this.stage, dynamics: json } };
  }

  /** Goes on by so many steps, to the end of a stage at most. @returns the share of all steps that is done, 1 at the end */
  advance(steps: number): number {
    const { options } = this;
    const done = this.dynamics.sample().step;
    this.dynamics.advance(Math.min(steps, this.stageSteps() - done));
    if (this.dynamics.sample().step >= this.stageSteps() && this.stage < options.stages) {
      this.stage++;
      this.dynamics = beginStage(this.dynamics.structure(), this.potential, options, this.stage);
    }
    const before = this.stage === 0 ? 0 : options.meltSteps + (this.stage - 1) * Math.ceil(options.quenchSteps / options.stages);
    const all = options.meltSteps + options.stages * Math.ceil(options.quenchSteps / options.stages);
    return (before + this.dynamics.sample().step) / all;
  }

  structure(): Structure {
    return this.dynamics.structure();
  }

  private stageSteps(): number {
    const { meltSteps, quenchSteps, stages } = this.options;
    return this.stage === 0 ? meltSteps : Math.ceil(quenchSteps / stages);
  }
}

function beginStage(structure: Structure, potential: Potential, options: Required<MeltQuenchOptions>, stage: number): MolecularDynamicsRun {
  const { meltKelvin, endKelvin, stages, timestepFs, seed } = options;
  const temperatureKelvin = meltKelvin + ((endKelvin - meltKelvin) * stage) / stages;
  // Velocities are drawn anew at each stage: the melt has forgotten them long before the next.
  return startMolecularDynamics(structure, potential, {
    ensemble: "nvt-langevin",
    timestepFs,
    temperatureKelvin,
    frictionPerFs,
    seed: seed * (stages + 1) + stage,
  });
}
