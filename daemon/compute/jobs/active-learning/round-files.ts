// Files of a round, and the set that grows from round to round.
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { extxyz, parseXyz } from "@adatom/models/formats/extxyz.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { writeFileAtomically } from "../../../store/atomic-file.ts";
import { readTrainingFile } from "../training-file.ts";
import type { ActiveLearningParameters } from "./parameters.ts";

export class RoundFiles {
  private readonly parameters: ActiveLearningParameters;

  constructor(parameters: ActiveLearningParameters) {
    this.parameters = parameters;
    mkdirSync(parameters.roundsFolder, { recursive: true, mode: 0o700 });
  }

  candidates(round: number): string {
    return join(this.parameters.roundsFolder, `candidates-${round}.xyz`);
  }

  selected(round: number): string {
    return join(this.parameters.roundsFolder, `selected-${round}.xyz`);
  }

  model(round: number): string {
    return join(this.parameters.roundsFolder, `model-${round}.safetensors`);
  }

  /** Files of the data set now, with what was labelled. */
  training(): string[] {
    const { training, output } = this.parameters;
    const files = training.files.filter((path) => path !== output);
    return existsSync(output) ? [...files, output] : files;
  }

  /** Structures that are trained on, as training reads them. */
  known(): Structure[] {
    return this.training().flatMap((path) => readTrainingFile(path, "energy").structures);
  }

  write(path: string, structures: readonly Structure[]): void {
    writeFileAtomically(path, new TextEncoder().encode(extxyz.write!(structures)));
  }

  /** Files that this run wrote itself. */
  read(path: string): Structure[] {
    return parseXyz(readFileSync(path, "utf8")).frames.map(({ structure }) => structure);
  }

  /** Adds labelled structures to the set. What stands there already, since a run was interrupted right behind this, is not added again. */
  append(structures: readonly Structure[]): void {
    const { output } = this.parameters;
    const before = existsSync(output) ? readFileSync(output, "utf8") : "";
    const text = extxyz.write!(structures);
    if (structures.length === 0 || before.endsWith(text)) return;
    const joint = before === "" || before.endsWith("\n") ? "" : "\n";
    writeFileAtomically(output, new TextEncoder().encode(`${before}${joint}${text}`));
  }
}
