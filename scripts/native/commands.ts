// Running other programs from the scripts beside: their output goes to the terminal, their failure ends the script.
import { spawnSync } from "node:child_process";

/** @throws Error naming the program when it is missing or fails; `hint` says what to do then */
export function runProgram(program: string, args: readonly string[], hint: string, cwd?: string): void {
  const { status, error } = spawnSync(program, args, { stdio: ["ignore", "inherit", "inherit"], ...(cwd ? { cwd } : {}) });
  if (error) throw new Error(`${program} could not be run (${error.message}). ${hint}`);
  if (status !== 0) throw new Error(`${program} ${args.slice(0, 3).join(" ")} ... failed with code ${status}. ${hint}`);
}
