// A model as the force driver of i-PI, ASE, LAMMPS or another program that listens: connects, and answers until that program ends.

import { buildFastList } from "@adatom/models/kernels/atoms/kernel-neighbour-list.ts";
import type { Evaluation, Potential } from "@adatom/models/potentials/potential.ts";
import { cellVolume, isNoCell } from "@adatom/models/structure/cell.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { type AskedPositions, addressText, ForceClient } from "../ipi/force-client.ts";
import type { JobParameters } from "../job-contract.ts";
import { modelLabel } from "../model-registry.ts";
import { requireCoverage } from "../predictions.ts";
import type { JobContext, JobDriver } from "./driver.ts";
import { readStartingStructure } from "./starting-structure.ts";

type Parameters = Extract<JobParameters, { kind: "ipi" }>;

/** Between two tries to connect; the length of one wait for a question. */
const retryMs = 200;
const waitMs = 20;
/** Rows come so often at most. */
const rowEveryMs = 200;

export function createIpiDriver(parameters: Parameters, context: JobContext): JobDriver {
  const { address, model, connectSeconds } = parameters;
  const potential = context.models.load(model);
  const given = readStartingStructure(parameters.structurePath);
  requireCoverage(potential, given);
  const begun = performance.now();
  let client: ForceClient | null = null;
  let asked: Promise<AskedPositions | null> | null = null;
  let evaluations = 0;
  let extrapolating = 0;
  let last: Evaluation | null = null;
  let toldAt = 0;

  async function connect(): Promise<void> {
    try {
      client = await ForceClient.connect(address);
    } catch (error) {
      if (performance.now() - begun > 1000 * connectSeconds)
        throw new Error(
          `Nobody listens at ${addressText(address)} (${(error as Error).message}): start the program that asks for forces, i-PI or another, first.`,
        );
      context.progress("connecting", 0, 0);
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }

  /** What was asked about, or undefined where nothing was within a short wait. */
  async function question(connection: ForceClient): Promise<AskedPositions | null | undefined> {
    asked ??= connection.next();
    asked.catch(() => {});
    let timer: NodeJS.Timeout | undefined;
    const nothing = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), waitMs);
    });
    const found = await Promise.race([asked, nothing]);
    clearTimeout(timer);
    if (found !== undefined) asked = null;
    return found;
  }

  function evaluate(connection: ForceClient, { cell, positions }: AskedPositions): void {
    if (positions.length !== given.positions.length)
      throw new Error(
        `The program asks about ${positions.length / 3} atoms, and ${parameters.structureName} has ${given.atomicNumbers.length}: name the file that it runs.`,
      );
    // Without a cell of our own, theirs is only a box to put the atoms in.
    const own = isNoCell(given.cell) ? given.cell : cell;
    const structure: Structure = { ...given, positions, cell: own };
    last = evaluateAt(structure, potential);
    connection.answer({ energy: last.energy, forces: last.forces, ...(cellVolume(own) > 0 && { stress: last.stress }) }, own);
    evaluations++;
    tell(last);
  }

  function tell({ energy, forces, extrapolations = [] }: Evaluation): void {
    const extrapolatingAtoms = new Set(extrapolations.map(({ atom }) => atom)).size;
    if (extrapolatingAtoms > 0 && extrapolating++ === 0)
      context.warn(
        `From evaluation ${evaluations} on atoms leave the training range of ${potential.name} (${extrapolatingAtoms} first): take its numbers with care.`,
      );
    const now = performance.now();
    if (evaluations > 1 && now < toldAt + rowEveryMs) return;
    toldAt = now;
    let largest = 0;
    for (let k = 0; k < forces.length; k += 3) largest = Math.max(largest, Math.hypot(forces[k]!, forces[k + 1]!, forces[k + 2]!));
    context.row(evaluations, { energy, maximumForce: largest, extrapolatingAtoms });
    context.progress("evaluations", evaluations, 0);
  }

  return {
    async step() {
      if (!client) {
        await connect();
        return null;
      }
      let found: AskedPositions | null | undefined;
      try {
        found = await question(client);
      } catch (error) {
        // Programs that are done often just go.
        if (evaluations === 0) throw error;
        found = null;
      }
      if (found) evaluate(client, found);
      if (found !== null) return null;
      return {
        kind: "ipi",
        evaluations,
        extrapolatingEvaluations: extrapolating,
        address: addressText(address),
        model: modelLabel(model),
        seconds: (performance.now() - begun) / 1000,
        last: null,
      };
    },
    // The other program holds the state: a new connection begins anew.
    snapshot: () => null,
    position: () => evaluations,
    cancel: () => false,
    dispose: () => client?.close(),
  };
}

function evaluateAt(structure: Structure, potential: Potential): Evaluation {
  return potential.evaluate(structure, buildFastList(structure, potential.cutoffAngstrom));
}
