// The folder that the editor opens: a crystal whose energy is known, a broken file, and a small project that trains quickly.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { outcarText } from "../models/formats/vasp-samples.ts";

/**
 * Energy of an atom of the diamond crystal under Stillinger-Weber at its own lattice constant: every atom has four bonds of the
 * well's depth, each shared by two, and all angles at their best, so -2 epsilon, with epsilon = 2.1683 eV (Stillinger and Weber 1985:
 * 50 kcal/mol).
 */
export const crystalEnergyPerAtom = -2 * 2.1683;
/** 4 / sqrt(3) * 2^(1/6) * sigma, sigma = 2.0951 angstrom. */
const latticeConstant = (4 / Math.sqrt(3)) * 2 ** (1 / 6) * 2.0951;

const basis = [
  [0, 0, 0],
  [0, 0.5, 0.5],
  [0.5, 0, 0.5],
  [0.5, 0.5, 0],
  [0.25, 0.25, 0.25],
  [0.25, 0.75, 0.75],
  [0.75, 0.25, 0.75],
  [0.75, 0.75, 0.25],
] as const;
export const crystalAtoms = 64;
/** Over 1 MiB of text: it goes to the daemon by file. */
export const largeAtoms = 8 * 16 ** 3;

export function makeWorkspace(root: string, folder: string): void {
  mkdirSync(join(folder, "project", "data"), { recursive: true });
  writeFileSync(join(folder, "crystal.xyz"), crystal(2, 0) + crystal(2, 0.02));
  writeFileSync(join(folder, "large.xyz"), crystal(16, 0));
  writeFileSync(join(folder, "broken.xyz"), '3\nProperties=species:S:1:pos:R:3 pbc="F F F"\nSi 0 0 0\nXq 1 0 0\nSi 2.4 0 zero\n');
  writeFileSync(join(folder, "OUTCAR"), outcarText);
  writeFileSync(join(folder, "garbage.xyz"), "This is no structure.\n");
  const training = readFileSync(join(root, "examples", "silicon", "data", "train.xyz"), "utf8");
  writeFileSync(join(folder, "project", "data", "train.xyz"), firstFrames(training, 24));
  writeFileSync(join(folder, "project", "seed.xyz"), crystal(1, 0.02));
  writeFileSync(join(folder, "project", "adatom.json"), JSON.stringify(project, null, 2) + "\n");
}

/** Small on purpose: an epoch takes a fraction of a second, and there are far more epochs than the test waits for. */
const project = {
  dataSets: { small: { files: ["data/train.xyz"], validationFraction: 0.25 } },
  models: {
    tiny: {
      type: "behler-parrinello",
      data: "small",
      descriptors: {
        radial: { cutoff: 5, eta: [0.01, 0.1, 0.5], shift: [0] },
        angular: { cutoff: 4, eta: [0.01], zeta: [1, 4], lambda: [-1, 1] },
      },
      hidden: [8],
      training: { optimiser: { type: "adam" }, epochs: 100_000, patience: 100_000, batchStructures: 6 },
    },
  },
  calculators: { classical: { type: "model", potential: "sw-si-1985" } },
};

/** @param cells conventional cells along each axis. @param rattle largest displacement, angstrom; the same at every run */
function crystal(cells: number, rattle: number): string {
  const edge = cells * latticeConstant;
  const lines = [String(8 * cells ** 3), `Lattice="${edge} 0 0 0 ${edge} 0 0 0 ${edge}" Properties=species:S:1:pos:R:3 pbc="T T T"`];
  let seed = 1;
  const random = () => {
    seed = (seed * 48271) % 2147483647;
    return (2 * seed) / 2147483647 - 1;
  };
  for (let cell = 0; cell < cells ** 3; cell++) {
    const corner = [cell % cells, Math.floor(cell / cells) % cells, Math.floor(cell / cells ** 2)];
    for (const place of basis) {
      const position = place.map((fraction, axis) => (fraction + corner[axis]!) * latticeConstant + rattle * random());
      lines.push(`Si ${position.map((x) => x.toFixed(8)).join(" ")}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

function firstFrames(text: string, count: number): string {
  const lines = text.split("\n");
  let at = 0;
  for (let frame = 0; frame < count && at < lines.length - 2; frame++) at += Number(lines[at]) + 2;
  return `${lines.slice(0, at).join("\n")}\n`;
}
