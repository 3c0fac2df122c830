// What templates may say of a structure: counts, names, rows of atoms and cell vectors, k points, and the whole structure as
// another format's text. Lengths in angstrom.
import { formatNamed } from "../formats/index.ts";
import { numberText } from "../formats/number-text.ts";
import { cellVolume, isDegenerate, vectorLength } from "../structure/cell.ts";
import { hillFormula } from "../structure/composition.ts";
import { atomicMass, symbolOf } from "../structure/elements.ts";
import { speciesOrder } from "../structure/species-order.ts";
import type { Structure } from "../structure/structure.ts";
import { type Fields, fieldsOf, renderTemplate, TemplateError, type TemplateValue } from "./template.ts";

export type SettingValue = string | number | boolean | readonly string[];

export interface CalculatorSettings {
  /** By name; a text may itself hold {{names}}. */
  readonly values: Readonly<Record<string, SettingValue>>;
  /** What differs for a species, by symbol. */
  readonly species: Readonly<Record<string, Readonly<Record<string, SettingValue>>>>;
}

/** @throws TemplateError | RangeError when a name is looked up whose value cannot be made */
export function structureFields(structure: Structure, { values, species }: CalculatorSettings): Fields {
  const { atomicNumbers, positions, cell, periodic } = structure;
  const order = speciesOrder(atomicNumbers);
  const own = fieldsOf({
    natoms: atomicNumbers.length,
    ntypes: order.length,
    formula: hillFormula(atomicNumbers),
    symbols: order.map(symbolOf).join(" "),
    periodic: periodic.some(Boolean),
    periodicity: periodic.some(Boolean) ? periodic.map((flag, k) => (flag ? "XYZ"[k] : "")).join("") : "NONE",
    boundary: periodic.map((flag) => (flag ? "p" : "f")).join(" "),
  });
  /** Settings being filled in: one that names itself, by whatever way, would never end. */
  const open = new Set<string>();
  const settings = (given: Readonly<Record<string, SettingValue>>, outer: Fields): Fields => {
    return (name) => {
      if (!Object.hasOwn(given, name)) return undefined;
      if (open.has(name)) throw new TemplateError(`value ${name} means itself: ${[...open].join(", ")}`);
      open.add(name);
      try {
        return settingValue(given[name]!, outer, `value ${name}`);
      } finally {
        open.delete(name);
      }
    };
  };
  const base: Fields = (name) => own(name) ?? settings(values, base)(name) ?? made(name);

  function made(name: string): TemplateValue | undefined {
    if (name === "atoms") return Array.from(atomicNumbers, (number, k) => fieldsOf(atomFields(number, k)));
    if (name === "vectors") return vectorFields(cell);
    if (name === "species") return order.map((number, k) => speciesFields(number, k + 1));
    if (name === "box") return vectorFields(isDegenerate(cell) ? boxAround(positions, numberOf("vacuum", 5)) : cell);
    if (name === "k1" || name === "k2" || name === "k3") return gridPoints(structure, Number(name[1]) - 1, numberOf("kspacing", 0.25));
    if (name.startsWith("structure.")) return structureText(name.slice("structure.".length));
    return undefined;
  }

  function numberOf(name: string, otherwise: number): number {
    const value = Number(base(name) ?? otherwise);
    if (!(value > 0)) throw new RangeError(`value ${name} must be a number above 0, not ${String(base(name))}`);
    return value;
  }

  function atomFields(number: number, k: number): Record<string, TemplateValue> {
    const symbol = symbolOf(number);
    const [x, y, z] = [0, 1, 2].map((axis) => numberText(positions[3 * k + axis]!)) as [string, string, string];
    return { symbol, number, mass: atomicMass(number), index: k + 1, type: order.indexOf(number) + 1, x, y, z };
  }

  function speciesFields(number: number, type: number): Fields {
    const symbol = symbolOf(number);
    const given = species[symbol] ?? {};
    const known = fieldsOf({ symbol, number, type, mass: atomicMass(number) });
    // What all species share may name the species too: "{{symbol}}.UPF".
    const all: Fields = (name) => known(name) ?? settings({ ...values, ...given }, all)(name) ?? base(name);
    return all;
  }

  function structureText(format: string): string {
    const write = formatNamed(format)?.write;
    if (!write) throw new RangeError(`there is no format "${format}" that structures are written in`);
    const { reference: _, ...bare } = structure;
    return write([bare]);
  }

  return base;
}

function settingValue(value: SettingValue, outer: Fields, name: string): TemplateValue {
  if (typeof value === "string") return renderTemplate(value, outer, name);
  if (typeof value === "object") return value.map((one) => fieldsOf({ value: renderTemplate(one, outer, name) }));
  return value;
}

function vectorFields(cell: Float64Array): Fields[] {
  return [0, 1, 2].map((k) => {
    const [x, y, z] = Array.from(cell.subarray(3 * k, 3 * k + 3), numberText) as [string, string, string];
    return fieldsOf({ name: "ABC"[k]!, x, y, z });
  });
}

/** A cube with so much room on each side of the atoms. */
function boxAround(positions: Float64Array, vacuum: number): Float64Array {
  let extent = 0;
  for (let axis = 0; axis < 3; axis++) {
    const along = positions.filter((_, k) => k % 3 === axis);
    extent = Math.max(extent, along.reduce((a, b) => Math.max(a, b), -Infinity) - along.reduce((a, b) => Math.min(a, b), Infinity));
  }
  const edge = Math.ceil(10 * (Math.max(0, extent) + 2 * vacuum)) / 10;
  return Float64Array.of(edge, 0, 0, 0, edge, 0, 0, 0, edge);
}

/** Points of a k grid along reciprocal vector k so that they lie no farther apart than `spacing`, 1/angstrom with the factor 2 pi. */
function gridPoints({ cell, periodic }: Structure, k: number, spacing: number): number {
  if (!periodic[k] || isDegenerate(cell)) return 1;
  const [i, j] = [(k + 1) % 3, (k + 2) % 3] as const;
  const c = (vector: number, axis: number): number => cell[3 * vector + axis]!;
  const area = Math.hypot(
    c(i, 1) * c(j, 2) - c(i, 2) * c(j, 1),
    c(i, 2) * c(j, 0) - c(i, 0) * c(j, 2),
    c(i, 0) * c(j, 1) - c(i, 1) * c(j, 0),
  );
  return vectorLength(cell, k) > 0 ? Math.max(1, Math.ceil((2 * Math.PI * area) / cellVolume(cell) / spacing - 1e-9)) : 1;
}
