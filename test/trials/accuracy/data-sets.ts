// The data of the accuracy trial: where they are, and the errors on their test structures to reach. Licences and origins
// stand beside the files.
import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { parseXyz } from "@adatom/models/formats/extxyz.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { repositoryRoot } from "../../runner/files.ts";

export interface Errors {
  readonly energyMaeMeVPerAtom: number;
  /** Of Cartesian components. */
  readonly forceMaeEvPerA: number;
}

export interface DataSet {
  readonly title: string;
  /** What others' networks reach on the same test structures: must be met. */
  readonly floor: Errors;
  readonly goal: Errors;
  /** Files in the repository, without the part's name. */
  readonly file: (part: "train" | "test") => string;
}

const fixture =
  (name: string): DataSet["file"] =>
  (part) =>
    `test/fixtures/accuracy/${name}/${part}.xyz.gz`;

const errors = (energyMaeMeVPerAtom: number, forceMaeEvPerA: number): Errors => ({ energyMaeMeVPerAtom, forceMaeEvPerA });

export const dataSetNames = ["Si", "Cu", "Ni", "Li", "TiO2"] as const;
export type DataSetName = (typeof dataSetNames)[number];

/** mlearn's floors: its authors' own networks. TiO2's: aenet-PyTorch's example, whose 100 test structures these are. */
export const dataSets: Readonly<Record<DataSetName, DataSet>> = {
  Si: {
    title: "mlearn silicon",
    floor: errors(5.6, 0.105),
    goal: errors(3, 0.075),
    file: (part) => `examples/silicon/data/${part}.xyz`,
  },
  Cu: { title: "mlearn copper", floor: errors(1.15, 0.026), goal: errors(0.6, 0.015), file: fixture("Cu") },
  Ni: { title: "mlearn nickel", floor: errors(1.5, 0.03), goal: errors(0.6, 0.02), file: fixture("Ni") },
  Li: { title: "mlearn lithium", floor: errors(0.75, 0.017), goal: errors(0.5, 0.01), file: fixture("Li") },
  TiO2: { title: "aenet TiO2, 1000 structures", floor: errors(5.4, 0.15), goal: errors(2.9, 0.1), file: fixture("TiO2") },
};

/** The structures trained on and validated on, or those only ever tested on. A folder in ADATOM_DATA (train.xyz, test.xyz) goes before. */
export function readAccuracyData(name: DataSetName, part: "train" | "test"): Structure[] {
  const folder = process.env.ADATOM_DATA;
  const file = folder ? path.join(folder, `${part}.xyz`) : path.join(repositoryRoot, dataSets[name].file(part));
  const bytes = readFileSync(file);
  const { frames, problems } = parseXyz((file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8"));
  if (problems.length > 0) throw new Error(`${file}: ${problems[0]!.message}`);
  return frames.map((frame) => frame.structure);
}
