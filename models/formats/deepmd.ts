// DeePMD-kit's folders: type.raw and type_map.raw, then box, coord, energy, force and virial as set.*/NAME.npy or NAME.raw. All
// frames of a folder have the same atoms. Angstrom, eV; the virial is in eV and positive under compression. Pure: who reads the
// folder gives its files by their path inside it.
import { cellVolume } from "../structure/cell.ts";
import { atomicNumberOf, symbolOf } from "../structure/elements.ts";
import type { Structure } from "../structure/structure.ts";
import { readNpy, writeNpy } from "./npy.ts";

/** Files by path inside the folder, with forward slashes. */
export type FolderFiles = ReadonlyMap<string, Uint8Array>;

const names = ["box", "coord", "energy", "force", "virial"] as const;
type Name = (typeof names)[number];
type Columns = Partial<Record<Name, Float64Array>>;

/** @throws RangeError naming the file and what is wrong with it */
export function readDeepmd(files: FolderFiles): Structure[] {
  const types = words(files, "type.raw").map(Number);
  if (types.length === 0 || !types.every((type) => Number.isInteger(type) && type >= 0))
    throw new RangeError("type.raw: a whole number from 0 must stand there for every atom");
  if (!files.has("type_map.raw"))
    throw new RangeError(
      "type_map.raw: it is not there, so the elements are not known; write their symbols in it, in the order of the types",
    );
  const elements = words(files, "type_map.raw").map((symbol) => {
    const number = atomicNumberOf(symbol);
    if (number === 0) throw new RangeError(`type_map.raw: "${symbol}" is not an element`);
    return number;
  });
  const atomicNumbers = Uint8Array.from(types, (type) => {
    const number = elements[type];
    if (number === undefined) throw new RangeError(`type.raw: type ${type} is not among the ${elements.length} elements of type_map.raw`);
    return number;
  });
  const periodic = !files.has("nopbc");
  const sets = [...new Set([...files.keys()].map((path) => /^(set\.[^/]+)\//.exec(path)?.[1]).filter((set) => set !== undefined))].sort();
  const parts = sets.length > 0 ? sets.map((set) => numpySet(files, set)) : [rawFiles(files)];
  return parts.flatMap((columns, k) => framesOf(columns, atomicNumbers, periodic, sets[k] ?? "raw files"));
}

function words(files: FolderFiles, path: string): string[] {
  const bytes = files.get(path);
  if (!bytes) throw new RangeError(`${path}: it is not there; a DeePMD folder needs it`);
  return new TextDecoder()
    .decode(bytes)
    .split(/\s+/)
    .filter((word) => word !== "");
}

function numpySet(files: FolderFiles, set: string): Columns {
  const columns: Columns = {};
  for (const name of names) {
    const bytes = files.get(`${set}/${name}.npy`);
    if (!bytes) continue;
    try {
      columns[name] = readNpy(bytes).values;
    } catch (error) {
      throw new RangeError(`${set}/${name}.npy: ${(error as Error).message}`);
    }
  }
  return columns;
}

function rawFiles(files: FolderFiles): Columns {
  const columns: Columns = {};
  for (const name of names) {
    if (!files.has(`${name}.raw`)) continue;
    const values = Float64Array.from(words(files, `${name}.raw`), Number);
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new RangeError(`${name}.raw: word ${bad + 1} is not a number`);
    columns[name] = values;
  }
  return columns;
}

function framesOf(columns: Columns, atomicNumbers: Uint8Array, periodic: boolean, where: string): Structure[] {
  const { coord, box } = columns;
  const atoms = atomicNumbers.length;
  if (!coord) throw new RangeError(`${where}: there is no coord`);
  const frames = coord.length / (3 * atoms);
  const widths: Record<Name, number> = { box: 9, coord: 3 * atoms, energy: 1, force: 3 * atoms, virial: 9 };
  for (const name of names) {
    const values = columns[name];
    if (values && values.length !== frames * widths[name])
      throw new RangeError(
        `${where}: ${name} has ${values.length} numbers, not ${widths[name]} for each of ${frames} frames of ${atoms} atoms`,
      );
  }
  if (periodic && !box)
    throw new RangeError(`${where}: there is no box; put an empty file nopbc into the folder if the frames have no cell`);
  const rowOf = (name: Name, frame: number): Float64Array | undefined =>
    columns[name]?.slice(frame * widths[name], (frame + 1) * widths[name]);
  return Array.from({ length: frames }, (_, k): Structure => {
    const cell = (periodic && rowOf("box", k)) || new Float64Array(9);
    const energy = columns.energy?.[k];
    const forces = rowOf("force", k);
    const virial = rowOf("virial", k);
    const volume = cellVolume(cell);
    const stress = virial && volume > 0 ? [0, 4, 8, 5, 2, 1].map((c) => -virial[c]! / volume) : undefined;
    const reference = {
      ...(energy !== undefined && { energy }),
      ...(forces && { forces }),
      ...(stress && { stress: Float64Array.from(stress) }),
    };
    return {
      positions: rowOf("coord", k)!,
      cell,
      atomicNumbers: atomicNumbers.slice(),
      periodic: [periodic, periodic, periodic],
      ...(Object.keys(reference).length > 0 && { reference }),
    };
  });
}

/**
 * One folder for each list of atoms, named by formula; a single one has no name ("").
 * @throws RangeError for structures that repeat in some directions only
 */
export function writeDeepmd(structures: readonly Structure[]): Map<string, Map<string, Uint8Array>> {
  const groups = new Map<string, Structure[]>();
  for (const [k, structure] of structures.entries()) {
    const { atomicNumbers, periodic } = structure;
    if (periodic.some(Boolean) && !periodic.every(Boolean))
      throw new RangeError(`structure ${k + 1}: DeePMD folders hold structures that repeat in all directions or in none`);
    // Columns must be there for all frames of a folder or for none.
    const { energy, forces, stress } = structure.reference ?? {};
    const key = [atomicNumbers.join(), periodic[0], energy !== undefined, forces !== undefined, stress !== undefined].join("|");
    groups.set(key, [...(groups.get(key) ?? []), structure]);
  }
  const folders = new Map<string, Map<string, Uint8Array>>();
  for (const group of groups.values()) {
    const base = groups.size === 1 ? "" : formula(group[0]!.atomicNumbers);
    let name = base;
    for (let n = 2; folders.has(name); n++) name = `${base}-${n}`;
    folders.set(name, folderOf(group));
  }
  return folders;
}

function folderOf(group: readonly Structure[]): Map<string, Uint8Array> {
  const [first] = group;
  const { atomicNumbers, periodic, reference } = first!;
  const atoms = atomicNumbers.length;
  const elements = [...new Set(atomicNumbers)].sort((a, b) => a - b);
  const text = (lines: readonly (string | number)[]): Uint8Array => new TextEncoder().encode(`${lines.join("\n")}\n`);
  const files = new Map([
    ["type.raw", text([...atomicNumbers].map((number) => elements.indexOf(number)))],
    ["type_map.raw", text(elements.map(symbolOf))],
  ]);
  const put = (name: Name, width: number, row: (structure: Structure) => ArrayLike<number>): void => {
    const values = Float64Array.from(group.flatMap((structure) => Array.from(row(structure))));
    files.set(`set.000/${name}.npy`, writeNpy({ shape: width === 1 ? [group.length] : [group.length, width], values }));
  };
  put("coord", 3 * atoms, ({ positions }) => positions);
  if (periodic[0]) put("box", 9, ({ cell }) => cell);
  else files.set("nopbc", new Uint8Array(0));
  if (reference?.energy !== undefined) put("energy", 1, (structure) => [structure.reference!.energy!]);
  if (reference?.forces) put("force", 3 * atoms, (structure) => structure.reference!.forces!);
  if (reference?.stress) {
    put("virial", 9, ({ reference: own, cell }) => [0, 5, 4, 5, 1, 3, 4, 3, 2].map((c) => -own!.stress![c]! * cellVolume(cell)));
  }
  return files;
}

/** "Si64", "O32Ti16". */
function formula(atomicNumbers: Uint8Array): string {
  const counts = new Map<number, number>();
  for (const number of atomicNumbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([number, count]) => `${symbolOf(number)}${count > 1 ? count : ""}`)
    .join("");
}
