// The JSON of the mlearn sets (Zuo et al. 2020): pymatgen structures with VASP's energy, forces and stress beside them.
// virial_stress is in kbar in VASP's order xx yy zz xy yz zx and VASP's sign, positive under compression: the set's compressed
// diamond cells have positive diagonals and its positive shears negative off-diagonals. So stress = -virial_stress, in eV/angstrom^3.
import { cartesianToFractional, fractionalToCartesian } from "../structure/cell.ts";
import { symbolOf } from "../structure/elements.ts";
import type { Reference, Structure } from "../structure/structure.ts";
import { electronvoltPerAngstrom3PerKilobar } from "../structure/units.ts";
import type { Format, Frame, ParseResult } from "./format.ts";
import { asArray, asObject, type JsonArray, type JsonObject, type JsonValue, readJson } from "./json-reader.ts";
import { ProblemList, quoted } from "./problem-list.ts";
import { readSpecies } from "./species-token.ts";
import { TextPositions } from "./text-position.ts";

/** Positions in VASP's xx yy zz xy yz zx of Voigt xx yy zz yz xz xy. */
const voigtFromVasp = [0, 1, 2, 4, 5, 3];
const vaspFromVoigt = [0, 1, 2, 5, 3, 4];

class EntryReader {
  readonly problems = new ProblemList();
  readonly positions: TextPositions;

  constructor(text: string) {
    this.positions = new TextPositions(text);
  }

  error(code: string, message: string, offset: number): void {
    const { line, column, endColumn } = this.positions.spotOf(offset);
    this.problems.error(code, message, line, column, endColumn);
  }

  warning(code: string, message: string, offset: number): void {
    const { line, column, endColumn } = this.positions.spotOf(offset);
    this.problems.warning(code, message, line, column, endColumn);
  }

  /** `count` finite numbers of an array; NaN and one problem where it is otherwise. */
  numbers(value: JsonValue | undefined, count: number, what: string, offset: number): Float64Array | undefined {
    const items = asArray(value)?.items;
    if (items?.length === count && items.every((item) => typeof item === "number" && Number.isFinite(item))) {
      return Float64Array.from(items as number[]);
    }
    this.error(
      "bad-number",
      `${what} is not an array of ${count} finite numbers. Mend it or take the structure out.`,
      asArray(value)?.offset ?? offset,
    );
    return undefined;
  }

  /** Rows of three numbers, one after the other. */
  rows(array: JsonArray, what: string): Float64Array {
    const result = new Float64Array(3 * array.items.length).fill(Number.NaN);
    array.items.forEach((row, i) => {
      const values = this.numbers(row, 3, `Row ${i + 1} of ${what}`, array.offset);
      if (values) result.set(values, 3 * i);
    });
    return result;
  }

  /** The cell of a structure object; all zero with no lattice; undefined where there is one that cannot be read. */
  cell(structure: JsonObject): Float64Array | undefined {
    const lattice = asObject(structure.members.get("lattice"));
    if (!lattice) return new Float64Array(9);
    const matrix = asArray(lattice.members.get("matrix"));
    if (matrix?.items.length === 3) {
      const cell = this.rows(matrix, "the lattice matrix");
      return cell.every(Number.isFinite) ? cell : undefined;
    }
    this.error(
      "bad-lattice",
      "The lattice has no matrix of three rows. Write matrix: [[ax, ay, az], [bx, by, bz], [cx, cy, cz]].",
      lattice.offset,
    );
    return undefined;
  }

  /** Atomic number of a site, 0 with a problem; undefined where the site is shared by several elements. */
  species(site: JsonObject): number | undefined {
    const species = asArray(site.members.get("species"))?.items.map(asObject) ?? [];
    const first = species[0]?.members;
    const occupancy = first?.get("occu") ?? 1;
    if (species.length > 1 || occupancy !== 1) {
      const message = "The site is partly occupied, which no potential can take. Make an ordered structure of it first.";
      this.error("partial-occupancy", message, site.offset);
      return undefined;
    }
    const name = first?.get("element") ?? site.members.get("label");
    const reading = readSpecies(typeof name === "string" ? name : "");
    if (reading.warning) this.warning(reading.warning.code, reading.warning.message, site.offset);
    if (reading.atomicNumber === 0) {
      this.error("unknown-element", `${quoted(String(name))} is not an element. Write a chemical symbol such as Si.`, site.offset);
    }
    return reading.atomicNumber;
  }

  /** The frame of one entry; undefined, with a problem, where it cannot be read. */
  frame(entry: JsonObject): Frame | undefined {
    const object = asObject(entry.members.get("structure")) ?? entry;
    const sites = asArray(object.members.get("sites"));
    if (!sites) {
      this.error(
        "bad-structure",
        "The entry has no structure with sites and was left out. Give it the shape of pymatgen's Structure.as_dict().",
        entry.offset,
      );
      return undefined;
    }
    const cell = this.cell(object);
    if (!cell) return undefined;
    const count = sites.items.length;
    const positions = new Float64Array(3 * count).fill(Number.NaN);
    const atomicNumbers = new Uint8Array(count);
    const atomLines = new Uint32Array(count);
    for (const [i, item] of sites.items.entries()) {
      const site = asObject(item);
      if (!site) {
        this.error("bad-structure", `Site ${i + 1} is not an object; the structure was left out.`, sites.offset);
        return undefined;
      }
      const atomicNumber = this.species(site);
      if (atomicNumber === undefined) return undefined;
      atomicNumbers[i] = atomicNumber;
      atomLines[i] = this.positions.lineOf(site.offset);
      const cartesian = site.members.get("xyz");
      const values = this.numbers(cartesian ?? site.members.get("abc"), 3, cartesian ? "xyz" : "abc", site.offset);
      if (values) positions.set(cartesian ? values : fractionalToCartesian(values, cell), 3 * i);
    }
    const claimed = entry.members.get("num_atoms");
    if (typeof claimed === "number" && claimed !== count) {
      this.error(
        "atom-count",
        `num_atoms says ${claimed}, but the structure has ${count} sites. Correct the one that is wrong.`,
        entry.offset,
      );
    }
    const periodic = cell.some((value) => value !== 0);
    const reference = this.reference(entry, count);
    const info = infoOf(entry);
    const structure: Structure = {
      positions,
      cell,
      atomicNumbers,
      periodic: [periodic, periodic, periodic],
      ...(Object.keys(reference).length > 0 ? { reference } : {}),
      ...(Object.keys(info).length > 0 ? { info } : {}),
    };
    const firstLine = this.positions.lineOf(entry.offset);
    const lastLine = count > 0 ? Math.max(firstLine, atomLines[count - 1]!) : firstLine;
    return { structure, firstLine, lastLine, headerLine: firstLine, atomLines };
  }

  private reference(entry: JsonObject, count: number): Reference {
    const outputs = asObject(entry.members.get("outputs"));
    if (!outputs) return {};
    const energy = outputs.members.get("energy");
    const forceRows = asArray(outputs.members.get("forces"));
    const virial = outputs.members.get("virial_stress");
    const kilobar = virial === undefined ? undefined : this.numbers(virial, 6, "virial_stress", outputs.offset);
    if (energy !== undefined && !(typeof energy === "number" && Number.isFinite(energy))) {
      this.error("bad-number", "The energy is not a finite number. Write the total energy in eV.", outputs.offset);
    }
    if (forceRows && forceRows.items.length !== count) {
      this.error(
        "atom-count",
        `There are ${forceRows.items.length} forces for ${count} atoms; the forces were left out. Give one for each.`,
        forceRows.offset,
      );
    }
    return {
      ...(typeof energy === "number" && Number.isFinite(energy) ? { energy } : {}),
      ...(forceRows?.items.length === count ? { forces: this.rows(forceRows, "the forces") } : {}),
      ...(kilobar ? { stress: Float64Array.from(voigtFromVasp, (k) => 0 - kilobar[k]! * electronvoltPerAngstrom3PerKilobar) } : {}),
    };
  }
}

/** What else an entry says of itself: group, tag, description and whatever is text, number or flag. */
function infoOf(entry: JsonObject): Record<string, string | number | boolean> {
  const pairs = [...entry.members].filter(
    ([key, value]) => !key.startsWith("@") && key !== "num_atoms" && ["string", "number", "boolean"].includes(typeof value),
  );
  return Object.fromEntries(pairs) as Record<string, string | number | boolean>;
}

export function parsePymatgenJson(text: string): ParseResult {
  const reader = new EntryReader(text);
  const { value, error } = readJson(text);
  if (error) reader.error("bad-json", `${error.message} Mend the JSON here; structures from here on were not read.`, error.offset);
  const entries = asArray(value)?.items ?? (value === undefined ? [] : [value]);
  const frames: Frame[] = [];
  for (const entry of entries) {
    const object = asObject(entry);
    if (object?.complete) {
      const frame = reader.frame(object);
      if (frame) frames.push(frame);
    } else if (!error)
      reader.error(
        "bad-structure",
        "Something that is no structure stands among the structures. Take it out.",
        asArray(value)?.offset ?? 0,
      );
  }
  return { frames, problems: reader.problems.result() };
}

/** One site a line, as the reader likes it: every atom then has a line of its own. */
function writePymatgenJson(structures: readonly Structure[]): string {
  const entries = structures.map(({ positions, cell, atomicNumbers, reference, info, periodic }) => {
    if (periodic.some(Boolean) && !periodic.every(Boolean))
      throw new RangeError(
        "pymatgen's structures repeat in all three directions. Write a slab in another format, or give it a whole cell.",
      );
    const fractional = periodic[0] ? cartesianToFractional(positions, cell) : undefined;
    const row = (values: Float64Array, i: number): number[] => [values[3 * i]!, values[3 * i + 1]!, values[3 * i + 2]!];
    const sites = Array.from(atomicNumbers, (number, i) => {
      const element = symbolOf(number);
      const abc = fractional ? { abc: row(fractional, i) } : {};
      return JSON.stringify({ species: [{ element, occu: 1 }], ...abc, xyz: row(positions, i), label: element });
    });
    const lattice = fractional ? `"lattice": {"matrix": ${JSON.stringify([0, 1, 2].map((i) => row(cell, i)))}}, ` : "";
    const { energy, forces, stress } = reference ?? {};
    const outputs = {
      ...(energy !== undefined && { energy }),
      ...(forces && { forces: Array.from(atomicNumbers, (_, i) => row(forces, i)) }),
      ...(stress && { virial_stress: vaspFromVoigt.map((k) => 0 - stress[k]! / electronvoltPerAngstrom3PerKilobar) }),
    };
    const labels = Object.keys(outputs).length > 0 ? `, "outputs": ${JSON.stringify(outputs)}` : "";
    const more = Object.entries(info ?? {}).map(([key, value]) => `, ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
    const head = '{"structure": {"@module": "pymatgen.core.structure", "@class": "Structure", ';
    return `${head}${lattice}"sites": [\n${sites.join(",\n")}\n]}${labels}, "num_atoms": ${atomicNumbers.length}${more.join("")}}`;
  });
  return `[\n${entries.join(",\n")}\n]\n`;
}

export const pymatgenJson: Format = {
  name: "pymatgen-json",
  title: "pymatgen JSON (mlearn)",
  extensions: [".json"],
  fileNames: [],
  parse: parsePymatgenJson,
  write: writePymatgenJson,
};
