// Turns published training data into the compressed extended XYZ of test/fixtures/accuracy, on which the trial "accuracy" trains.
//   node scripts/import-accuracy-data.ts mlearn FOLDER   FOLDER: Cu_train.xyz, Cu_test.xyz, Ni_..., Li_... (ZuoEtAl2020 of ACEData)
//   node scripts/import-accuracy-data.ts TiO2 FOLDER TEST   FOLDER: structure0001.xsf, ...; TEST: energies.test of aenet-PyTorch's
//   example, whose last column names the test structures
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { extxyz } from "@adatom/models/formats/extxyz.ts";
import { xsf } from "@adatom/models/formats/xsf.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "../test/fixtures/accuracy");
const [kind, source, testList] = process.argv.slice(2);
if (source === undefined || !(kind === "mlearn" || (kind === "TiO2" && testList !== undefined))) {
  process.stderr.write("Say which data and where they are: mlearn FOLDER, or TiO2 FOLDER LIST-OF-TEST-STRUCTURES\n");
  process.exit(2);
}

/** Cells, positions, energy and forces alone; positions and forces to 1e-8, the digits of the sources. */
function compact(structure: Structure, info: NonNullable<Structure["info"]> = {}): Structure {
  const { positions, cell, atomicNumbers, periodic, reference } = structure;
  const rounded = (values: Float64Array): Float64Array => values.map((value) => Number(value.toFixed(8)) + 0);
  const { energy, forces } = reference ?? {};
  if (energy === undefined || !forces) throw new Error("a structure without energy or forces");
  return { positions: rounded(positions), cell, atomicNumbers, periodic, reference: { energy, forces: rounded(forces) }, info };
}

function read(format: typeof extxyz, file: string): Structure[] {
  const { frames, problems } = format.parse(readFileSync(file, "utf8"));
  if (problems.length > 0) throw new Error(`${file}: ${problems[0]!.message}`);
  return frames.map((frame) => frame.structure);
}

function write(name: string, part: string, structures: readonly Structure[]): void {
  const bytes = gzipSync(extxyz.write!(structures), { level: 9 });
  mkdirSync(join(root, name), { recursive: true });
  writeFileSync(join(root, name, `${part}.xyz.gz`), bytes);
  process.stdout.write(`${name} ${part}: ${structures.length} structures, ${bytes.length} bytes\n`);
}

if (kind === "mlearn") {
  for (const element of ["Cu", "Ni", "Li"]) {
    for (const part of ["train", "test"]) {
      const structures = read(extxyz, join(source, `${element}_${part}.xyz`));
      write(
        element,
        part,
        structures.map((structure) => compact(structure)),
      );
    }
  }
} else {
  const tested = new Set(
    readFileSync(testList!, "utf8")
      .trim()
      .split("\n")
      .map((line) => basename(line.trim().split(/\s+/).at(-1)!)),
  );
  const files = readdirSync(source)
    .filter((file) => file.endsWith(".xsf"))
    .sort();
  for (const part of ["train", "test"]) {
    const own = files.filter((file) => tested.has(file) === (part === "test"));
    write(
      "TiO2",
      part,
      own.map((file) => compact(read(xsf, join(source, file))[0]!, { name: file.replace(".xsf", "") })),
    );
  }
}
