// The programs shipped, one line each.
import type { Program } from "../program.ts";
import { cp2k } from "./cp2k.ts";
import { dftb } from "./dftb.ts";
import { lammps } from "./lammps.ts";
import { quantumEspresso } from "./quantum-espresso.ts";
import { xtb } from "./xtb.ts";

export const programs: readonly Program[] = [xtb, cp2k, quantumEspresso, dftb, lammps];

export function programNamed(name: string): Program | undefined {
  return programs.find((program) => program.name === name);
}
