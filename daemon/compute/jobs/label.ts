// Labelling as a job: reads structures, has the calculator label them, writes what has labels as extended XYZ at the end. Each
// label is stored when it is there, so that a run that was interrupted goes on where it was without a checkpoint of its own.
import { existsSync, readFileSync } from "node:fs";
import { extxyz } from "@adatom/models/formats/extxyz.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { writeFileAtomically } from "../../store/atomic-file.ts";
import type { JobParameters } from "../job-contract.ts";
import { createCalculator } from "../labels/create-calculator.ts";
import { LabelStore } from "../labels/label-store.ts";
import { labelled } from "../labels/labelled.ts";
import { type FailedStructure, Labelling } from "../labels/labelling.ts";
import { endLeftOvers } from "../labels/work-folder.ts";
import { type PlacedStructure, readStructures } from "../tools/structure-files.ts";
import type { JobContext, JobDriver } from "./driver.ts";

type Parameters = Extract<JobParameters, { kind: "label" }>;

/** Structures known from the store that are taken up in one step. */
const mostAtOnce = 50;
const mostFailuresTold = 20;

export function createLabelDriver(parameters: Parameters, context: JobContext): JobDriver {
  const { files, calculator: spec, output, append, labels, workFolder } = parameters;
  const begun = performance.now();
  endLeftOvers(workFolder);
  const reading = readStructures(files);
  let placed: readonly PlacedStructure[] | null = null;
  let labelling: Labelling | null = null;
  let told = 0;
  let failuresTold = 0;

  function begin(): void {
    const { done, value } = reading.next();
    if (!done) {
      context.progress("reading", Math.round(100 * value), 100);
      return;
    }
    for (const warning of value.warnings) context.warn(warning);
    placed = value.structures;
    labelling = new Labelling(
      placed.map(({ structure }) => structure),
      createCalculator(spec, workFolder, context.models),
      new LabelStore(labels),
    );
  }

  function tell({ failures, done, known }: Labelling): void {
    for (; failuresTold < failures.length; failuresTold++)
      if (failuresTold < mostFailuresTold) context.warn(failureText(failures[failuresTold]!, placed!));
    if (done === told) return;
    told = done;
    context.progress("structures", done, placed!.length);
    context.row(done, { labelled: done - failures.length, failed: failures.length, known });
  }

  function write({ labels: found }: Labelling): number {
    const frames = placed!.flatMap(({ structure }, k) => (found[k] ? [labelled(structure, found[k], spec.name)] : []));
    context.requireDaemon();
    writeLabelled(output, frames, append);
    return frames.length;
  }

  return {
    async step() {
      if (!labelling) {
        begin();
        return null;
      }
      let taken = 0;
      while (taken < mostAtOnce && labelling.takeUp()) taken++;
      tell(labelling);
      if (!labelling.finished) return null;
      const { failures, known } = labelling;
      if (failures.length === placed!.length) throw new Error(`No structure could be labelled. ${failureText(failures[0]!, placed!)}`);
      return {
        kind: "label",
        structures: placed!.length,
        labelled: write(labelling),
        known,
        failed: failures.length,
        failures: failures.slice(0, mostFailuresTold).map(({ index, reason, folder }) => {
          const { file, frame } = placed![index]!;
          return { file, frame, reason, folder };
        }),
        calculator: spec.name,
        output,
        seconds: (performance.now() - begun) / 1000,
        last: null,
      };
    },
    waiting: () => labelling?.waiting() ?? null,
    snapshot: () => null,
    position: () => told,
    cancel: () => false,
    dispose: () => labelling?.stop(),
  };
}

function failureText({ index, reason, folder }: FailedStructure, placed: readonly PlacedStructure[]): string {
  const { file, frame } = placed[index]!;
  return `${file}, frame ${frame}: ${reason}${folder === null ? "" : `; its files are kept in ${folder}`}`;
}

/** A file that is appended to is written whole beside itself and put in its place: no reader ever sees half a frame. */
export function writeLabelled(output: string, structures: readonly Structure[], append: boolean): void {
  const before = append && existsSync(output) ? readFileSync(output, "utf8") : "";
  const joint = before === "" || before.endsWith("\n") ? "" : "\n";
  writeFileAtomically(output, new TextEncoder().encode(`${before}${joint}${extxyz.write!(structures)}`));
}
