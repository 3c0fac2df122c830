// A run whose forces another program gives. A potential must answer at once and a program does not, so each step is tried with
// the labels that are there: where one is missing, the half-done step is dropped, the program is asked, and once it has answered
// the run goes on from the snapshot before that step. Snapshots go on bit for bit: it is the run that waiting would have given.
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import type { Reference, Structure } from "@adatom/models/structure/structure.ts";
import type { JobResult } from "../job-contract.ts";
import { type Calculator, LabelFailure } from "../labels/calculator.ts";
import { type Label, LabelPotential } from "../labels/label-potential.ts";
import type { LabelStore } from "../labels/label-store.ts";
import type { CreateDriver, JobContext, JobDriver } from "./driver.ts";

/** Labels that took at least so long are stored for good: a checkpoint may be older than they are. */
const storedFromMs = 1000;

export interface CalculatedRun {
  /** As adatom.json has it. */
  readonly name: string;
  readonly calculator: Calculator;
  readonly store: LabelStore;
  readonly needsStress: boolean;
  /** Makes the driver, which takes its forces from `context.models`. */
  readonly create: CreateDriver;
}

export function createCalculatedDriver(run: CalculatedRun, resumed: Snapshot | null, context: JobContext): JobDriver {
  const { name, calculator, store } = run;
  const potential = new LabelPotential(name);
  const inner: JobContext = { ...context, models: { load: () => potential } };
  const aborter = new AbortController();
  const secondsBefore = (resumed?.json.seconds as number | undefined) ?? 0;
  const begun = performance.now();
  let driver: JobDriver | null = null;
  /** The driver stands in the middle of a step: only its files are still of use. */
  let broken = false;
  let before = resumed;
  /** The calculations under way, and how one failed. */
  let asked: Promise<void> | null = null;
  let failure: { readonly error: unknown } | null = null;

  const position = (): number => driver?.position() ?? 0;
  const seconds = (): number => secondsBefore + (performance.now() - begun) / 1000;

  /** As many at a time as the calculator takes. */
  async function ask(structures: readonly Structure[]): Promise<void> {
    const left = [...structures];
    const work = async (): Promise<void> => {
      for (let next = left.shift(); next; next = left.shift()) await askOne(next);
    };
    await Promise.all(structures.slice(0, calculator.workers).map(work));
  }

  async function askOne(structure: Structure): Promise<void> {
    context.requireDaemon();
    const key = calculator.keyOf(structure);
    const stored = store.get(key);
    const since = performance.now();
    const found = stored ?? (await calculator.label(structure, key, aborter.signal));
    if (!stored && performance.now() - since >= storedFromMs) store.put(key, found);
    potential.give(structure, usable(found));
  }

  function usable({ energy, forces, stress }: Reference): Label {
    if (energy === undefined || !forces) throw new LabelFailure(`${name} gives no forces, and a run needs them`, null);
    if (run.needsStress && !stress)
      throw new LabelFailure(
        `${name} gives no stress, and a run whose cell moves needs it: keep the cell, or let the program print it`,
        null,
      );
    return { energy, forces, ...(stress && { stress }) };
  }

  /** One try. Null also where a label is missing, which is asked for then. */
  async function attempt(): Promise<JobResult | null> {
    if (broken) {
      driver?.dispose();
      driver = null;
      broken = false;
    }
    try {
      driver ??= await run.create(before, inner);
      before = driver.snapshot();
      const result = await driver.step();
      potential.forget();
      return result;
    } catch (error) {
      if (potential.missing.length === 0) throw error;
      broken = true;
      asked = ask(potential.missing)
        .catch((why) => {
          failure = { error: placed(why) };
        })
        .finally(() => {
          asked = null;
        });
      return null;
    }
  }

  return {
    async step() {
      if (asked) return null;
      if (failure) throw failure.error;
      const result = await attempt();
      // The driver's own clock saw nothing of the calculations.
      return result && "stepsPerSecond" in result ? { ...result, stepsPerSecond: position() / seconds() } : result;
    },
    waiting: () => asked,
    snapshot() {
      const snapshot = driver && !broken ? driver.snapshot() : before;
      return snapshot && { arrays: snapshot.arrays, json: { ...snapshot.json, seconds: seconds() } };
    },
    synchronise: () => driver?.synchronise?.(),
    position,
    cancel: () => false,
    dispose() {
      driver?.dispose();
      aborter.abort(new Error("stopped"));
      calculator.dispose();
    },
  };
}

/** Says where the calculation's files are. */
function placed(error: unknown): unknown {
  if (!(error instanceof LabelFailure) || error.folder === null) return error;
  return new LabelFailure(`${error.message}; its files are kept in ${error.folder}`, error.folder);
}
