// Options that say in which units and with which signs a file's labels are.
import type { convertData } from "@adatom/protocol/data.ts";
import type { Input } from "@adatom/protocol/define.ts";
import type { ArgumentValues } from "./arguments.ts";
import type { Option } from "./command.ts";

export const unitOptions: readonly Option[] = [
  {
    name: "length-unit",
    field: "units.length",
    type: "text",
    value: "UNIT",
    summary: "convert: of the files' lengths: angstrom (default), bohr",
  },
  {
    name: "energy-unit",
    field: "units.energy",
    type: "text",
    value: "UNIT",
    summary: "convert: eV (default), hartree, rydberg, kcal/mol, meV, eV/atom",
  },
  {
    name: "force-unit",
    field: "units.force",
    type: "text",
    value: "UNIT",
    summary: "convert: eV/angstrom (default), hartree/bohr, rydberg/bohr, hartree/angstrom, eV/bohr, kcal/mol/angstrom",
  },
  {
    name: "stress-unit",
    field: "units.stress",
    type: "text",
    value: "UNIT",
    summary: "convert: eV/angstrom^3 (default), GPa, kbar, hartree/bohr^3, eV (virials)",
  },
  { name: "stress-under-compression", type: "flag", summary: "convert: the files' stresses are positive under compression" },
  { name: "gradients", type: "flag", summary: "convert: the files' forces are gradients of the energy" },
];

type Units = NonNullable<Input<typeof convertData>["units"]>;

/** The daemon says which units there are where one is unknown. */
export function unitsOf(given: ArgumentValues): Units | undefined {
  const named = {
    length: given.text("length-unit"),
    energy: given.text("energy-unit"),
    force: given.text("force-unit"),
    stress: given.text("stress-unit"),
  };
  const units = {
    ...Object.fromEntries(Object.entries(named).filter(([, unit]) => unit !== undefined)),
    ...(given.flag("stress-under-compression") && { stressUnderCompression: true }),
    ...(given.flag("gradients") && { gradients: true }),
  } as Units;
  return Object.keys(units).length > 0 ? units : undefined;
}

/** The words of a command that name these units. */
export function unitWords({ length, energy, force, stress, stressUnderCompression, gradients }: Units): string {
  const named = { "length-unit": length, "energy-unit": energy, "force-unit": force, "stress-unit": stress };
  return [
    ...Object.entries(named).flatMap(([name, unit]) => (unit === undefined ? [] : [`--${name} ${unit}`])),
    ...(stressUnderCompression ? ["--stress-under-compression"] : []),
    ...(gradients ? ["--gradients"] : []),
  ].join(" ");
}
