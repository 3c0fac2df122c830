// Which documents belong to Adatom.
import type { TextDocument } from "vscode";

export const structureLanguages: readonly string[] = ["extxyz", "xsf", "poscar", "cif", "n2p2", "atoms"];

export const isStructure = (document: TextDocument): boolean => structureLanguages.includes(document.languageId);

/** Files and unsaved texts; not the old versions that a source-control view shows. */
export const documentSelector: ({ language: string; scheme: string } | { scheme: string; pattern: string })[] = [
  ...structureLanguages.flatMap((language) => ["file", "untitled"].map((scheme) => ({ language, scheme }))),
  { scheme: "file", pattern: "**/adatom.json" },
];
