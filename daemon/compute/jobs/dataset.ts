// Making a data set as a job: threads compute walks and dynamics, this drops what is there already and writes the rest.
import { FingerprintSet } from "@adatom/models/amorphous/fingerprint.ts";
import type { RecipeFrame } from "@adatom/models/amorphous/silicon-recipe.ts";
import type { TableTwo } from "@adatom/models/analysis/table-two.ts";
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { JobParameters } from "../contract.ts";
import { modelLabel } from "../model-registry.ts";
import { joinWalks, splitWalks } from "./dataset-checkpoint.ts";
import { frameText } from "./dataset-frame.ts";
import { DataSetRounds, type Piece } from "./dataset-rounds.ts";
import { DataSetThreads } from "./dataset-threads.ts";
import type { JobContext, JobDriver } from "./driver.ts";
import { TrajectoryFile } from "./trajectory-file.ts";

type Parameters = Extract<JobParameters, { kind: "dataset" }>;

/** Length of a turn of writing; a look at the threads where there is nothing to write. */
const turnMs = 15;
const waitMs = 5;
/** Structures that the table at the end is made of, at most. */
const tableSize = 256;
/** So many pieces in a row without a configuration, and the walks are taken to be stuck. */
const mostFruitless = 200;

/** What has been gathered so far: goes into checkpoints. */
interface Gathered {
  /** Frames of the piece at hand that are dealt with. */
  framesDone: number;
  configurations: number;
  equivalent: number;
  positive: number;
  minima: number;
  energySum: number;
  energySquares: number;
  fileSize: number;
  eventsSize: number;
  seconds: number;
  fruitless: number;
}

const nothing: Gathered = {
  framesDone: 0,
  configurations: 0,
  equivalent: 0,
  positive: 0,
  minima: 0,
  energySum: 0,
  energySquares: 0,
  fileSize: 0,
  eventsSize: 0,
  seconds: 0,
  fruitless: 0,
};

export function createDataSetDriver(parameters: Parameters, resumed: Snapshot | null, context: JobContext): JobDriver {
  const { recipe, model, size, walks, workers, output } = parameters;
  const threads = new DataSetThreads(Math.min(workers, walks), { recipe, model });
  const gathered: Gathered = resumed ? { ...(resumed.json.gathered as Gathered) } : { ...nothing };
  const known = new FingerprintSet(resumed?.arrays.fingerprints as Float32Array | undefined);
  const rounds = resumed
    ? new DataSetRounds(threads, walks, resumed.json.next as number, splitWalks(resumed, walks))
    : new DataSetRounds(threads, walks);
  const file = new TrajectoryFile(output, gathered.fileSize, context.warn);
  // Barriers, asymmetries and displacements stand beside the configurations, a JSON object a line.
  const eventsOutput = `${output.replace(/\.xyz$/, "")}.events.jsonl`;
  const events = new TrajectoryFile(eventsOutput, gathered.eventsSize, context.warn);
  const label = modelLabel(model);
  // Every so many configurations one is kept for the table; energies go by the way of the reference.
  const stride = Math.ceil(size / tableSize);
  const sample: Structure[] = resumed ? sampleOf(resumed) : [];
  let atoms = 0;
  let table: TableTwo | null = null;
  let tableWork: Promise<void> | null = null;
  let failure: Error | null = null;
  let lookedAt = performance.now();

  function sampleOf(snapshot: Snapshot): Structure[] {
    const positions = snapshot.arrays.sample as Float64Array;
    const energies = snapshot.json.sampleEnergies as number[];
    const length = energies.length > 0 ? positions.length / energies.length : 0;
    const edge = recipe.edgeAngstrom;
    return energies.map((energy, n) => ({
      positions: positions.slice(n * length, (n + 1) * length),
      cell: Float64Array.of(edge, 0, 0, 0, edge, 0, 0, 0, edge),
      atomicNumbers: new Uint8Array(length / 3).fill(14),
      periodic: [true, true, true],
      reference: { energy },
    }));
  }

  /** Writes a frame unless it is to be dropped. */
  function deal(frame: RecipeFrame, { walk, round }: Piece): void {
    gathered.framesDone++;
    if (!(frame.energy <= 0)) {
      gathered.positive++;
      return;
    }
    if (!known.add(frame.fingerprint)) {
      gathered.equivalent++;
      return;
    }
    if (gathered.configurations % stride === 0)
      sample.push({ ...frame.structure, positions: frame.structure.positions.slice(), reference: { energy: frame.energy } });
    context.requireDaemon();
    file.append(frameText(frame, { walk, round, model: label }));
    gathered.fileSize = file.size;
    gathered.configurations++;
    gathered.minima += Number(frame.timeFs === 0);
    gathered.energySum += frame.energy;
    gathered.energySquares += frame.energy ** 2;
    atoms = frame.structure.atomicNumbers.length;
  }

  /** Frames of a piece for one turn; behind the last the piece is done with. */
  function advance(piece: Piece): void {
    const { frames, walk } = piece.result;
    const begun = performance.now();
    const before = gathered.configurations;
    while (gathered.framesDone < frames.length && gathered.configurations < size && performance.now() < begun + turnMs)
      deal(frames[gathered.framesDone]!, piece);
    if (gathered.configurations > before) gathered.fruitless = 0;
    if (gathered.framesDone < frames.length) return;
    for (const event of piece.result.events) events.append(`${JSON.stringify({ walk: piece.walk, round: piece.round, ...event })}\n`);
    gathered.eventsSize = events.size;
    rounds.take();
    gathered.framesDone = 0;
    if (piece.round === 0) return;
    gathered.fruitless++;
    const counts = walk.json.counts as { searches: number; events: number; accepted: number };
    context.row(piece.number, {
      configurations: gathered.configurations,
      minimumEnergy: walk.json.energy as number,
      meanEnergy: gathered.energySum / Math.max(1, gathered.configurations),
      temperatureKelvin: frames[1]?.temperatureKelvin ?? Number.NaN,
      searches: counts.searches,
      events: counts.events,
      acceptedEvents: counts.accepted,
    });
    if (gathered.fruitless > mostFruitless)
      throw new Error(`The last ${mostFruitless} rounds gave no new configuration: use more walks or another start.`);
  }

  function report(): void {
    const { next } = rounds.state();
    if (next < walks && gathered.configurations === 0)
      context.progress("starts", Math.round(100 * Math.min(walks, next + rounds.ahead())) / 100, walks);
    else context.progress("configurations", gathered.configurations, size);
  }

  function result(): Extract<Awaited<ReturnType<JobDriver["step"]>>, { kind: "dataset" }> {
    const { configurations, equivalent, positive, minima, energySum, energySquares, seconds } = gathered;
    const energyMean = energySum / configurations;
    const count = (name: "events" | "searches" | "accepted"): number =>
      rounds.state().states.reduce((sum, walk) => sum + ((walk?.json.counts as Record<string, number> | undefined)?.[name] ?? 0), 0);
    return {
      kind: "dataset",
      configurations,
      minima,
      searches: count("searches"),
      events: count("events"),
      acceptedEvents: count("accepted"),
      equivalent,
      positive,
      energyMean,
      energySigma: Math.sqrt(Math.max(0, energySquares / configurations - energyMean ** 2)),
      energyPerAtom: energyMean / (atoms || sample[0]!.atomicNumbers.length),
      seconds,
      output,
      eventsOutput,
      model: label,
      table,
      last: null,
    };
  }

  return {
    async step() {
      if (failure) throw failure;
      const now = performance.now();
      gathered.seconds += (now - lookedAt) / 1000;
      lookedAt = now;
      if (gathered.configurations < size) {
        rounds.fill();
        const piece = rounds.peek();
        if (piece) advance(piece);
        else await new Promise((resolve) => setTimeout(resolve, waitMs));
        report();
        return null;
      }
      if (!tableWork) {
        file.sync();
        events.sync();
      }
      if (threads.idle > 0)
        tableWork ??= threads.run("table", { structures: sample }).then(
          (made) => {
            table = made;
          },
          (error: Error) => {
            failure = error;
          },
        );
      if (table) return result();
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      return null;
    },
    snapshot() {
      const { next, states } = rounds.state();
      const joined = joinWalks(states);
      const length = sample[0]?.positions.length ?? 0;
      const positions = new Float64Array(sample.length * length);
      for (const [n, structure] of sample.entries()) positions.set(structure.positions, n * length);
      return {
        arrays: { ...joined.arrays, fingerprints: known.list(), sample: positions },
        json: { walks: joined.json, next, gathered: { ...gathered }, sampleEnergies: sample.map(({ reference }) => reference!.energy!) },
      };
    },
    synchronise() {
      file.sync();
      events.sync();
    },
    position: () => gathered.configurations,
    cancel: () => false,
    dispose() {
      threads.dispose();
      file.close();
      events.close();
    },
  };
}
