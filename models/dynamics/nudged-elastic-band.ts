// The way of least energy between two minima: relaxes both, strings images between them, and lets the highest climb to the saddle.
import type { Potential } from "../potentials/potential.ts";
import type { Structure } from "../structure/structure.ts";
import { Band, type BandOptions } from "./band.ts";
import { checkFixedAtoms, fixedMask } from "./check-options.ts";
import type { NudgedElasticBandOptions, NudgedElasticBandRun, NudgedElasticBandSample, RelaxationRun, Snapshot } from "./dynamics.ts";
import { Fire } from "./fire.ts";
import { displacementBetween, interpolate } from "./path.ts";
import { resumeRelaxation, startRelaxation } from "./relaxation.ts";
import { joinSnapshots, partOfSnapshot } from "./snapshot-parts.ts";

const skinAngstrom = 0.5;
/** The band is near its place before an image climbs: below this force, eV/angstrom, or a few tolerances. */
const climbBelow = 0.3;

/**
 * @param first and last the same atoms in the same order and cell; between periodic images of an atom the nearest way is taken
 * @throws RangeError for options or structures that make no band; the message says which
 */
export function startNudgedElasticBand(
  first: Structure,
  last: Structure,
  potential: Potential,
  options: NudgedElasticBandOptions,
): NudgedElasticBandRun {
  checkOptions(first, last, options);
  const { forceTolerance, maximumSteps, relaxEnds = true, fixedAtoms } = options;
  const relaxation = {
    forceTolerance,
    maximumSteps: relaxEnds ? maximumSteps : 0,
    method: "l-bfgs",
    ...(fixedAtoms && { fixedAtoms }),
  } as const;
  const ends = [first, last].map((end) => startRelaxation(end, potential, relaxation)) as [RelaxationRun, RelaxationRun];
  return new Run(potential, options, 0, ends, null);
}

/** Goes on from a snapshot with the same potential, with the same bits as if it had never stopped. */
export function resumeNudgedElasticBand(potential: Potential, snapshot: Snapshot): NudgedElasticBandRun {
  const { step, climbing, images } = snapshot.json;
  const options = snapshot.json.options as NudgedElasticBandOptions;
  const ends = [0, 1].map((end) => resumeRelaxation(potential, partOfSnapshot(snapshot, `end${end}`))) as [RelaxationRun, RelaxationRun];
  if (images === 0) return new Run(potential, options, step as number, ends, null);
  const parts = Array.from({ length: images as number }, (_, k) => partOfSnapshot(snapshot, `image${k}`));
  const band = Band.resume(parts, potential, bandOptions(options, ends), climbing as boolean);
  return new Run(potential, options, step as number, ends, { band, fire: new Fire(band, partOfSnapshot(snapshot, "fire")) });
}

interface MovingBand {
  readonly band: Band;
  readonly fire: Fire;
}

class Run implements NudgedElasticBandRun {
  private readonly potential: Potential;
  private readonly options: NudgedElasticBandOptions;
  private readonly ends: readonly [RelaxationRun, RelaxationRun];
  private moving: MovingBand | null;
  private step: number;

  constructor(
    potential: Potential,
    options: NudgedElasticBandOptions,
    step: number,
    ends: readonly [RelaxationRun, RelaxationRun],
    moving: MovingBand | null,
  ) {
    this.potential = potential;
    this.options = options;
    this.step = step;
    this.ends = ends;
    this.moving = moving;
    if (!moving && this.endsAreDone()) this.moving = this.stringBand();
  }

  advance(steps: number): NudgedElasticBandSample {
    for (let s = 0; s < steps && this.step < this.options.maximumSteps && !this.sample().converged; s++) this.takeStep();
    return this.sample();
  }

  sample(): NudgedElasticBandSample {
    const { step, moving } = this;
    const { forceTolerance, climb = true } = this.options;
    const energies = moving ? moving.band.energies() : this.ends.map((end) => end.sample().energy);
    const top = Math.max(...energies);
    const maximumForce = moving ? moving.band.maximumForce() : Math.max(...this.ends.map((end) => end.sample().maximumForce));
    const climbs = moving?.band.climbing ?? false;
    return {
      step,
      phase: moving ? (climbs ? "climbing" : "band") : "ends",
      maximumForce,
      converged: moving !== null && maximumForce < forceTolerance && (climbs || !climb),
      energies,
      barrier: top - energies[0]!,
      reverseBarrier: top - energies.at(-1)!,
    };
  }

  structures(): Structure[] {
    return this.moving ? this.moving.band.structures() : this.ends.map((end) => end.structure());
  }

  snapshot(): Snapshot {
    const { moving, ends, options, step } = this;
    const parts: Record<string, Snapshot> = { end0: ends[0].snapshot(), end1: ends[1].snapshot() };
    const images = moving?.band.snapshots() ?? [];
    for (const [k, image] of images.entries()) parts[`image${k}`] = image;
    if (moving) parts.fire = moving.fire.snapshot();
    return joinSnapshots(parts, { options: { ...options }, step, images: images.length, climbing: moving?.band.climbing ?? false });
  }

  private endsAreDone(): boolean {
    return this.options.relaxEnds === false || this.ends.every((end) => end.sample().converged);
  }

  private takeStep(): void {
    this.step++;
    const { moving, ends } = this;
    if (!moving) {
      const end = ends.find((one) => !one.sample().converged);
      end?.advance(1);
      if (this.endsAreDone()) this.moving = this.stringBand();
      return;
    }
    moving.fire.step();
    const { forceTolerance, climb = true } = this.options;
    if (climb && !moving.band.climbing && moving.band.maximumForce() < Math.max(climbBelow, 5 * forceTolerance)) {
      moving.band.climbing = true;
      moving.band.takeForces();
    }
  }

  private stringBand(): MovingBand {
    const [first, last] = this.ends.map((end) => end.structure()) as [Structure, Structure];
    const way = displacementBetween(first, last);
    const end = { ...last, positions: first.positions.map((x, p) => x + way[p]!) };
    const images = [first, ...interpolate(first, last, this.options.images), end];
    const band = Band.start(images, this.potential, skinAngstrom, bandOptions(this.options, this.ends));
    return { band, fire: new Fire(band) };
  }
}

function bandOptions({ springConstant = 5, fixedAtoms }: NudgedElasticBandOptions, ends: readonly RelaxationRun[]): BandOptions {
  return { springConstant, fixed: fixedMask(fixedAtoms, ends[0]!.structure().atomicNumbers.length) };
}

function checkOptions(first: Structure, last: Structure, options: NudgedElasticBandOptions): void {
  const { images, forceTolerance, maximumSteps, springConstant = 5, fixedAtoms } = options;
  if (!(Number.isInteger(images) && images >= 1)) throw new RangeError(`images must be a whole number of 1 or more, not ${images}.`);
  if (!(forceTolerance > 0)) throw new RangeError(`forceTolerance must be a positive force in eV/angstrom, not ${forceTolerance}.`);
  if (!(maximumSteps >= 0)) throw new RangeError(`maximumSteps must be 0 or more, not ${maximumSteps}.`);
  if (!(springConstant > 0)) throw new RangeError(`springConstant must be positive, eV/angstrom^2, not ${springConstant}.`);
  checkFixedAtoms(fixedAtoms, first.atomicNumbers.length);
  if (first.atomicNumbers.length !== last.atomicNumbers.length)
    throw new RangeError(
      `The ends differ: ${first.atomicNumbers.length} and ${last.atomicNumbers.length} atoms. A band joins the same atoms.`,
    );
  const odd = first.atomicNumbers.findIndex((number, i) => number !== last.atomicNumbers[i]);
  if (odd >= 0) throw new RangeError(`The ends differ: atom ${odd + 1} is another element. Put the atoms of both in the same order.`);
  const sameCell = first.cell.every((value, p) => Math.abs(value - last.cell[p]!) < 1e-6);
  if (!sameCell || first.periodic.some((repeats, k) => repeats !== last.periodic[k]))
    throw new RangeError("The ends have different cells: a band needs the same cell at both.");
  if (displacementBetween(first, last).every((value) => Math.abs(value) < 1e-3))
    throw new RangeError("The ends are the same structure: there is no way to look for.");
}
