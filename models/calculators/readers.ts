// Readers of what programs write, by name: results in our units, in the order and frame of the structure that was asked about.

import type { Format } from "../formats/format.ts";
import { formats } from "../formats/index.ts";
import { parseLammpsDump } from "../formats/lammps-dump.ts";
import { readEngrad, readResultsTag } from "../formats/tagged-results.ts";
import { speciesOrder } from "../structure/species-order.ts";
import type { Reference, Structure } from "../structure/structure.ts";
import { bohrAngstrom, gigapascalPerElectronvoltPerAngstrom3, hartreeElectronvolt } from "../structure/units.ts";
import { fromUpperFrame, toUpperFrame } from "../structure/upper-frame.ts";
import type { LabelReader, LabelReading } from "./program.ts";
import { differenceOf } from "./same-structure.ts";

const forcePerAtomicUnit = hartreeElectronvolt / bohrAngstrom;
/** 1 bar in eV/angstrom^3. */
const bar = 1e-4 / gigapascalPerElectronvoltPerAngstrom3;

function failed(file: string, message: string, line = 0): LabelReading {
  return { value: null, problems: [{ file, line, message }] };
}

/** Forces and energy that fit the structure; a stress counts only where the structure repeats in all directions. */
function checked(reference: Reference, { atomicNumbers, periodic }: Structure, file: string): LabelReading {
  const { energy, forces, stress } = reference;
  if (energy === undefined || !Number.isFinite(energy))
    return failed(file, "There is no total energy in it: the calculation did not end well.");
  if (forces && forces.length !== 3 * atomicNumbers.length)
    return failed(file, `It has forces on ${forces.length / 3} atoms, and the structure has ${atomicNumbers.length}.`);
  if (forces && !forces.every(Number.isFinite)) return failed(file, "A force in it is not a finite number.");
  const whole = stress?.every(Number.isFinite) === true && periodic.every(Boolean);
  return { value: { energy, ...(forces && { forces }), ...(whole && { stress }) }, problems: [] };
}

const engrad: LabelReader = {
  name: "engrad",
  title: "energy and gradient of xTB and ORCA",
  files: ["structure.engrad"],
  read([text], structure, [file]) {
    const found = readEngrad(text ?? "");
    if (!found) return failed(file!, "It holds no whole energy and gradient: the calculation did not end well.");
    const forces = found.gradient.map((value) => -value * forcePerAtomicUnit);
    return checked({ energy: found.energy * hartreeElectronvolt, forces }, structure, file!);
  },
};

const dftbResults: LabelReader = {
  name: "dftb-results",
  title: "DFTB+ results.tag",
  files: ["results.tag"],
  read([text], structure, [file]) {
    const blocks = readResultsTag(text ?? "");
    // The energy that the forces are the derivatives of, by name in newer releases; the free energy under Fermi filling.
    const energy = (blocks.get("forcerelated_energy") ?? blocks.get("mermin_energy") ?? blocks.get("total_energy"))?.[0];
    const forces = blocks.get("forces")?.map((value) => value * forcePerAtomicUnit);
    // Column-major and symmetric; positive under compression.
    const tensor = blocks.get("stress")?.map((value) => (-value * hartreeElectronvolt) / bohrAngstrom ** 3);
    const stress =
      tensor?.length === 9 ? Float64Array.of(tensor[0]!, tensor[4]!, tensor[8]!, tensor[5]!, tensor[2]!, tensor[1]!) : undefined;
    return checked(
      { ...(energy !== undefined && { energy: energy * hartreeElectronvolt }), ...(forces && { forces }), ...(stress && { stress }) },
      structure,
      file!,
    );
  },
};

const lammpsLabel: LabelReader = {
  name: "lammps-label",
  title: "LAMMPS, as the shipped template writes it",
  files: ["label.txt", "label.dump"],
  read([printed, dump], structure, [printedFile, dumpFile]) {
    const rowOf = (name: string): number[] =>
      new RegExp(`^${name} (.*)$`, "m")
        .exec(printed ?? "")?.[1]
        ?.trim()
        .split(/\s+/)
        .map(Number) ?? [];
    const [energy] = rowOf("energy");
    if (energy === undefined) return failed(printedFile!, "There is no energy in it: LAMMPS did not come to its end.");
    const { frames, problems } = parseLammpsDump(dump ?? "", { types: speciesOrder(structure.atomicNumbers) });
    const [wrong] = problems.filter(({ severity }) => severity === "error");
    if (wrong) return failed(dumpFile!, wrong.message, wrong.line);
    const upper = toUpperFrame(structure);
    const other = differenceOf(upper.structure, frames.at(-1)!.structure);
    if (other) return failed(dumpFile!, other);
    const forces = frames.at(-1)!.structure.reference?.forces;
    const pressure = rowOf("pressure");
    const stress = pressure.length === 6 ? Float64Array.from(pressure, (value) => -value * bar) : undefined;
    const turned = fromUpperFrame({ energy, ...(forces && { forces }), ...(stress && { stress }) }, upper.axes);
    return checked(turned, structure, printedFile!);
  },
};

/** The last structure of a file in one of our formats: its results, if it is the same structure. */
function readerOf(format: Format): LabelReader {
  const isOutput = format.name.endsWith("-output");
  return {
    name: format.name,
    title: format.title,
    files: [isOutput ? "stdout" : `output${format.extensions[0] ?? ""}`],
    read([text], structure, [file]) {
      const { frames, problems } = format.parse(text ?? "");
      const [wrong] = problems.filter(({ severity }) => severity === "error");
      if (wrong) return failed(file!, wrong.message, wrong.line);
      const found = frames.at(-1)?.structure;
      if (!found) return failed(file!, "There is no structure in it.");
      const other = differenceOf(structure, found);
      return other ? failed(file!, other) : checked(found.reference ?? {}, structure, file!);
    },
  };
}

export const labelReaders: readonly LabelReader[] = [engrad, dftbResults, lammpsLabel, ...formats.map(readerOf)];

export function labelReaderNamed(name: string): LabelReader | undefined {
  return labelReaders.find((reader) => reader.name === name);
}
