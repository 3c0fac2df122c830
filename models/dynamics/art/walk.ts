// A walk over minima: events one after the other, each accepted by Metropolis's rule at a fictitious temperature.
// G. T. Barkema and N. Mousseau, Phys. Rev. Lett. 77, 4358 (1996); Phys. Rev. B 62, 4985 (2000) for amorphous silicon.
// Between searches the state is a minimum, random numbers and counts: a walk resumed from it is the walk that went on, bit for bit.
import type { Potential } from "../../potentials/potential.ts";
import type { Structure } from "../../structure/structure.ts";
import type { Snapshot } from "../dynamics.ts";
import { float64 } from "../moving-structure.ts";
import { createRandom, type Random, type RandomState } from "../random.ts";
import { startRelaxation } from "../relaxation.ts";
import { type ArtEvent, type EventOptions, searchEvent } from "./event.ts";

export interface WalkOptions extends EventOptions {
  readonly seed: number;
  /** Fictitious temperature kT, eV; default 0.25. */
  readonly fictitiousTemperatureEv?: number;
}

export interface WalkCounts {
  /** Searches begun, events found, events accepted. */
  readonly searches: number;
  readonly events: number;
  readonly accepted: number;
  /** Evaluations of energy and forces. */
  readonly evaluations: number;
}

export interface WalkStep {
  /** Null where the search found no event; what it found instead is in `failure`. */
  readonly event: ArtEvent | null;
  readonly accepted: boolean;
  readonly failure: string | null;
}

export class ArtWalk {
  private readonly potential: Potential;
  private readonly options: WalkOptions;
  private readonly random: Random;
  private minimum: Structure;
  /** Energy of the minimum that the walk is in, eV. */
  energy: number;
  private counted: WalkCounts;

  private constructor(potential: Potential, options: WalkOptions, random: Random, minimum: Structure, energy: number, counts: WalkCounts) {
    this.potential = potential;
    this.options = options;
    this.random = random;
    this.minimum = minimum;
    this.energy = energy;
    this.counted = counts;
  }

  /** Begins in the minimum that a structure relaxes to. @throws RangeError where it does not relax */
  static start(structure: Structure, potential: Potential, options: WalkOptions): ArtWalk {
    const forceTolerance = options.minimumForceTolerance ?? 0.005;
    const run = startRelaxation(structure, potential, { forceTolerance, maximumSteps: 20_000 });
    const { converged, energy, maximumForce, step } = run.advance(20_000);
    if (!converged) throw new RangeError(`The structure does not relax: ${maximumForce} eV/angstrom are left after 20000 steps.`);
    const counts = { searches: 0, events: 0, accepted: 0, evaluations: step + 1 };
    return new ArtWalk(potential, options, createRandom(options.seed), run.structure(), energy, counts);
  }

  static resume(potential: Potential, snapshot: Snapshot): ArtWalk {
    const { options, random, energy, counts, periodic } = snapshot.json;
    const minimum: Structure = {
      positions: float64(snapshot, "positions").slice(),
      cell: float64(snapshot, "cell").slice(),
      atomicNumbers: Uint8Array.from(snapshot.arrays.atomicNumbers!),
      periodic: periodic as [boolean, boolean, boolean],
    };
    return new ArtWalk(
      potential,
      options as WalkOptions,
      createRandom(random as RandomState),
      minimum,
      energy as number,
      counts as WalkCounts,
    );
  }

  snapshot(): Snapshot {
    const { positions, cell, atomicNumbers, periodic } = this.minimum;
    return {
      arrays: { positions: positions.slice(), cell: cell.slice(), atomicNumbers: atomicNumbers.slice() },
      json: {
        options: this.options,
        random: this.random.state(),
        energy: this.energy,
        counts: this.counted,
        periodic: [...periodic],
      },
    };
  }

  counts(): WalkCounts {
    return this.counted;
  }

  /** The minimum that the walk is in. */
  structure(): Structure {
    return this.minimum;
  }

  /** One search and, where it finds an event, the choice whether to take it. */
  advance(): WalkStep {
    const { event, failure, evaluations } = searchEvent(this.minimum, this.energy, this.potential, this.random, this.options);
    const kT = this.options.fictitiousTemperatureEv ?? 0.25;
    const accepted = event !== null && this.random.uniform() < Math.exp(-event.asymmetry / kT);
    if (accepted) {
      this.minimum = { ...this.minimum, positions: event.final.positions };
      this.energy = event.final.energy;
    }
    const { searches, events, accepted: taken } = this.counted;
    this.counted = {
      searches: searches + 1,
      events: events + Number(event !== null),
      accepted: taken + Number(accepted),
      evaluations: this.counted.evaluations + evaluations,
    };
    return { event, accepted, failure };
  }
}
