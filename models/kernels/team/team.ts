// Several threads that work on one kernel: the contract, and the team of this process. A team is made where there are threads
// (daemon/compute/threads); without one, kernels run on the calling thread alone, with the same results bit for bit, because
// what a task computes depends on its number and not on who takes it.
import type { KernelForm } from "../wasm-kernel.ts";
import type { Heap } from "./heap.ts";
import type { LentMemory } from "./lent-memory.ts";
import { type TeamModule, teamInstance } from "./team-module.ts";

/** A kernel that every member of a team has instantiated on one shared memory. */
export interface TeamKernel<Functions> {
  readonly form: KernelForm;
  /** The calling thread's own instance, for what is not worth sharing. */
  readonly functions: Functions;
  readonly heap: Heap;
  /** Threads that may take part. A kernel's export `join(member)`, if any, was told each thread's number, 0 .. members - 1, for scratch of its own. */
  readonly members: number;
  /**
   * Calls the export `name` as (task, ...args) for every task 0 .. tasks - 1, each once, in no order and on any member,
   * and returns when all are done. Tasks must write to places of their own; scratch belongs to members (see `members`).
   * @throws Error where a task traps
   */
  run(name: string & keyof Functions, tasks: number, ...args: readonly number[]): void;
}

export interface Team {
  /** Members, the calling thread included. */
  readonly size: number;
  /**
   * Starts a kernel on all members; undefined where the engine lacks shared memory or SIMD. The form "best": relaxed where
   * there is one. In memory of its own, or in what another program lends it.
   */
  start<Functions>(module: TeamModule, form?: KernelForm | "best", lent?: LentMemory): TeamKernel<Functions> | undefined;
}

type Exported = Record<string, (...values: number[]) => number>;

/** The calling thread alone. */
export const soloTeam: Team = {
  size: 1,
  start<Functions>(module: TeamModule, form: KernelForm | "best" = "best", lent?: LentMemory) {
    const instance = teamInstance(module, form, lent);
    if (!instance) return undefined;
    const functions = instance.exports as unknown as Exported;
    return {
      form: instance.form,
      functions: functions as Functions,
      heap: instance.heap,
      members: 1,
      run(name: string, tasks: number, ...args: readonly number[]): void {
        const work = functions[name]!;
        for (let task = 0; task < tasks; task++) work(task, ...args);
      },
    };
  },
};

let present: Team = soloTeam;

/** The team that kernels of this thread start on. */
export function presentTeam(): Team {
  return present;
}

/** Names the team for kernels that start from now on; those that run already keep theirs. */
export function useTeam(team: Team): void {
  present = team;
}
