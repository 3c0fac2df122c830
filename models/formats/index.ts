// The structure formats Adatom reads and writes, one line each, and which of them a file is.
import { aimsGeometry } from "./aims-geometry.ts";
import { cif } from "./cif.ts";
import { cp2kOutput } from "./cp2k-output.ts";
import { dftbGen } from "./dftb-gen.ts";
import { extxyz } from "./extxyz.ts";
import type { Format } from "./format.ts";
import { lammpsData } from "./lammps-data.ts";
import { lammpsDump } from "./lammps-dump.ts";
import { n2p2 } from "./n2p2.ts";
import { outcar } from "./outcar.ts";
import { pdb } from "./pdb.ts";
import { poscar } from "./poscar.ts";
import { pymatgenJson } from "./pymatgen-json.ts";
import { quantumEspressoOutput } from "./quantum-espresso-output.ts";
import { vasprun } from "./vasprun.ts";
import { xdatcar } from "./xdatcar.ts";
import { xsf } from "./xsf.ts";
import { looksExtended, xyz } from "./xyz.ts";

/** All formats; where two share an ending, the first is the one a file name alone gives. */
export const formats: readonly Format[] = [
  extxyz, //
  xyz,
  xsf,
  poscar,
  outcar,
  vasprun,
  xdatcar,
  cif,
  n2p2,
  pymatgenJson,
  dftbGen,
  lammpsData,
  lammpsDump,
  cp2kOutput,
  quantumEspressoOutput,
  aimsGeometry,
  pdb,
];

/** Files with an ending of ours that are known to be something else. */
const otherFiles = new Set(["adatom.json", "package.json", "package-lock.json", "tsconfig.json"]);

export function formatNamed(name: string): Format | undefined {
  return formats.find((format) => format.name === name);
}

/** The format that a file's name alone gives, with or without folders before it; undefined for a name no format claims. */
export function formatForFile(fileName: string): Format | undefined {
  const base = fileName.slice(Math.max(fileName.lastIndexOf("/"), fileName.lastIndexOf("\\")) + 1);
  const lower = base.toLowerCase();
  if (otherFiles.has(lower)) return undefined;
  const isNamed = (name: string): boolean => lower === name.toLowerCase() || /^[._-]/.test(lower.slice(name.length));
  return (
    formats.find((format) => format.extensions.some((extension) => lower.endsWith(extension))) ??
    formats.find((format) => format.fileNames.some((name) => lower.startsWith(name.toLowerCase()) && isNamed(name)))
  );
}

/** The format of a text, by its file name where that decides, else by what it begins with; undefined where nothing fits. */
export function detectFormat(text: string, fileName = ""): Format | undefined {
  const named = formatForFile(fileName);
  if (named === extxyz && fileName.toLowerCase().endsWith(".xyz") && !looksExtended(text)) return xyz;
  return named ?? sniffFormat(text.slice(0, 20000));
}

function sniffFormat(head: string): Format | undefined {
  const text = head.replace(/^\ufeff/, "");
  if (/^ITEM: /.test(text)) return lammpsDump;
  if (/^\s*vasp\.\d/.test(text)) return outcar;
  if (/<modeling>/.test(text)) return vasprun;
  if (/^(HEADER|TITLE |CRYST1|MODEL |ATOM {2}|HETATM|REMARK)/m.test(text.slice(0, 400)) && /^(ATOM {2}|HETATM)/m.test(text)) return pdb;
  if (/^\s*(#[^\n]*\n\s*)*(lattice_vector|atom|atom_frac)\s+[-+\d.]/.test(text)) return aimsGeometry;
  if (/^\s*Direct configuration=/m.test(text)) return xdatcar;
  if (/^\s*\d+\s+[CSF]\s*\r?\n/i.test(text)) return dftbGen;
  if (/^[^\n]*\n(\s*(#[^\n]*)?\n)*\s*\d+\s+atoms\b/.test(text)) return lammpsData;
  if (/Program PWSCF/.test(text)) return quantumEspressoOutput;
  if (/CP2K\| version string/.test(text)) return cp2kOutput;
  if (/^\s*\d+[ \t]*\r?\n/.test(text)) return looksExtended(text) ? extxyz : xyz;
  if (/^\s*(#[^\n]*\n\s*)*data_\S/i.test(text)) return cif;
  if (/^\s*(#[^\n]*\n\s*)*begin\b/.test(text)) return n2p2;
  if (/^\s*(#[^\n]*\n\s*)*(ANIMSTEPS|CRYSTAL|SLAB|POLYMER|MOLECULE|ATOMS|PRIMVEC)\b/.test(text)) return xsf;
  if (/^\s*[[{]/.test(text) && /"(lattice|sites|structure)"/.test(text)) return pymatgenJson;
  if (/^[^\n]*\n\s*-?[\d.]+[ \t]*\r?\n(\s*[-+\d.eE]+[ \t]+[-+\d.eE]+[ \t]+[-+\d.eE]+[^\n]*\n){3}/.test(text)) return poscar;
  return undefined;
}
