// aenet's training sets (.train, binary): structures with the values of their functions, as generate.x writes them.
import type { ReadResult } from "../../potentials/files/read-result.ts";
import { AenetError } from "./aenet-medium.ts";
import { type AenetSetup, type AenetStatistics, guarded, readAenetSetup, writeAenetSetup } from "./aenet-network.ts";
import { FortranRecords, FortranRecordWriter } from "./fortran-records.ts";

export interface AenetTrainingStructure {
  readonly file: string;
  /** Cohesive energy, eV, unless the set is normalised. */
  readonly energy: number;
  /** Index into the set's types, from 0, of every atom, N. */
  readonly types: Int32Array;
  /** Angstrom and eV/angstrom, 3N each. The file has no cell. */
  readonly positions: Float64Array;
  readonly forces: Float64Array;
  /** Values of its type's functions, of every atom. */
  readonly values: readonly Float64Array[];
}

export interface AenetTrainingSet {
  readonly types: readonly string[];
  readonly atomEnergies: Float64Array;
  readonly normalized: boolean;
  readonly scale: number;
  readonly shift: number;
  readonly structures: readonly AenetTrainingStructure[];
  /** Average, minimum and maximum, eV/atom. */
  readonly energies: readonly [number, number, number];
  /** By type; absent where the file has none. */
  readonly setups?: readonly { readonly setup: AenetSetup; readonly statistics: AenetStatistics }[];
}

const mostAtoms = 10_000_000;

export function readAenetTrainingSet(bytes: Uint8Array): ReadResult<AenetTrainingSet> {
  return guarded(() => {
    const source = new FortranRecords(bytes);
    const count = (what: string): number => {
      const [value] = source.integers(1, what) as [number];
      if (value < 0 || value > mostAtoms)
        throw new AenetError(`${what} is ${value}, which cannot be. This is no training set of aenet, or damaged.`);
      return value;
    };
    const real = (what: string): number => source.reals(1, what)[0]!;
    const species = count("the number of species");
    const structureCount = count("the number of structures");
    const types = source.names(species, "the species");
    const atomEnergies = source.reals(species, "the atomic energies");
    const normalized = source.logical("whether energies are normalised");
    const scale = real("the energy scale");
    const shift = real("the energy shift");
    const structures: AenetTrainingStructure[] = [];
    for (let s = 0; s < structureCount; s++) {
      const file = source.text(count("the length of a file name"), "a file name");
      const [atoms] = source.integers(2, "the numbers of atoms and species") as [number, number];
      const energy = real("an energy");
      // A position and a force of every atom: a damaged count must not ask for memory that the file cannot fill.
      if (atoms < 0 || 48 * atoms > bytes.length) throw new AenetError(`${file} has ${atoms} atoms, which cannot be. The file is damaged.`);
      const own = { types: new Int32Array(atoms), positions: new Float64Array(3 * atoms), forces: new Float64Array(3 * atoms) };
      const values: Float64Array[] = [];
      for (let i = 0; i < atoms; i++) {
        own.types[i] = count("the species of an atom") - 1;
        own.positions.set(source.reals(3, "a position"), 3 * i);
        own.forces.set(source.reals(3, "a force"), 3 * i);
        values.push(source.reals(count("the number of functions"), "values of functions"));
      }
      structures.push({ file, energy, ...own, values });
    }
    count("the number of atoms");
    const energies = source.reals(3, "the range of energies") as unknown as [number, number, number];
    const head = { types, atomEnergies, normalized, scale, shift, structures, energies: [energies[0], energies[1], energies[2]] as const };
    if (!source.logical("whether there are set-ups")) return head;
    const setups = types.map(() => {
      count("the species of a set-up");
      return readAenetSetup(source);
    });
    return { ...head, setups };
  });
}

/** A file that aenet's train.x reads; without set-ups where there are none. */
export function writeAenetTrainingSet({
  types,
  atomEnergies,
  normalized,
  scale,
  shift,
  structures,
  energies,
  setups,
}: AenetTrainingSet): Uint8Array {
  const sink = new FortranRecordWriter();
  sink.integers([types.length]);
  sink.integers([structures.length]);
  sink.names(types);
  sink.reals(atomEnergies);
  sink.logical(normalized);
  sink.reals([scale]);
  sink.reals([shift]);
  for (const { file, energy, types: own, positions, forces, values } of structures) {
    sink.integers([file.length]);
    sink.text(file, file.length);
    sink.integers([own.length, types.length]);
    sink.reals([energy]);
    for (const [i, type] of own.entries()) {
      sink.integers([type + 1]);
      sink.reals(positions.subarray(3 * i, 3 * i + 3));
      sink.reals(forces.subarray(3 * i, 3 * i + 3));
      sink.integers([values[i]!.length]);
      sink.reals(values[i]!);
    }
  }
  sink.integers([structures.reduce((sum, structure) => sum + structure.types.length, 0)]);
  sink.reals(energies);
  sink.logical(setups !== undefined);
  for (const [k, own] of (setups ?? []).entries()) {
    sink.integers([k + 1]);
    writeAenetSetup(own.setup, own.statistics, sink);
  }
  return sink.bytes();
}
