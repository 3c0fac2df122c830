// Turns the silicon set of mlearn (Zuo et al. 2020; pymatgen JSON) into the extended XYZ of examples/silicon/data.
// node scripts/import-mlearn.ts FOLDER, where FOLDER holds training.json and test.json of mlearn's data/Si.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { extxyz } from "@adatom/models/formats/extxyz.ts";
import { pymatgenJson } from "@adatom/models/formats/pymatgen-json.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = process.argv[2];
if (source === undefined) {
  process.stderr.write("Say where mlearn's data/Si is: node scripts/import-mlearn.ts FOLDER\n");
  process.exit(2);
}

/** Positions to 1e-8 angstrom (the set has them to 1e-6 of a cell vector), stress to 1e-10 eV/angstrom^3: what the data can bear. */
function rounded(values: Float64Array, decimals: number): Float64Array {
  return values.map((value) => Number(value.toFixed(decimals)) + 0);
}

function compact(structure: Structure): Structure {
  const { positions, reference = {}, info = {} } = structure;
  const { group, description } = info;
  return {
    ...structure,
    positions: rounded(positions, 8),
    reference: { ...reference, ...(reference.stress ? { stress: rounded(reference.stress, 10) } : {}) },
    info: { config_type: group ?? "unknown", description: description ?? "" },
  };
}

for (const [from, to] of [
  ["training.json", "train.xyz"],
  ["test.json", "test.xyz"],
] as const) {
  const { frames, problems } = pymatgenJson.parse(readFileSync(join(source, from), "utf8"));
  if (problems.length > 0) throw new Error(`${from}: ${problems[0]!.message}`);
  const text = extxyz.write!(frames.map((frame) => compact(frame.structure)));
  writeFileSync(join(root, "examples/silicon/data", to), text);
  process.stdout.write(`${to}: ${frames.length} structures, ${text.length} bytes\n`);
}
