// The team of the compute process: worker threads that do tasks of kernels beside the main thread. They are started with the first
// kernel and keep the process from nothing.
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { LentMemory } from "@adatom/models/kernels/team/lent-memory.ts";
import { Section, type SectionWork } from "@adatom/models/kernels/team/section.ts";
import { soloTeam, type Team, type TeamKernel } from "@adatom/models/kernels/team/team.ts";
import { type TeamModule, teamInstance } from "@adatom/models/kernels/team/team-module.ts";
import type { KernelForm } from "@adatom/models/kernels/wasm-kernel.ts";
import type { KernelNotice, MemberSettings } from "./messages.ts";

type Task = (task: number, ...args: readonly number[]) => void;

/** More members than this gain nothing on our kernels' sections and cost their start. */
const mostThreads = 64;

/** Threads that kernels use: the environment's ADATOM_THREADS, else what the machine has. @throws RangeError for a number that is none */
export function threadCount(wanted: string | undefined = process.env.ADATOM_THREADS): number {
  if (wanted === undefined || wanted === "") return Math.min(mostThreads, availableParallelism());
  const count = Number(wanted);
  if (!(Number.isInteger(count) && count >= 1 && count <= mostThreads))
    throw new RangeError(
      `ADATOM_THREADS must be a whole number from 1 to ${mostThreads}, not "${wanted}". Unset it to use all processors.`,
    );
  return count;
}

function memberEntry(): string {
  const given = (globalThis as { adatomMemberEntry?: unknown }).adatomMemberEntry;
  return typeof given === "string" ? given : fileURLToPath(new URL("./member.ts", import.meta.url));
}

/** A team of so many threads, the calling one included; one thread alone where the engine has no shared memory. */
export function createTeam(size: number = threadCount()): Team {
  if (size <= 1 || typeof SharedArrayBuffer === "undefined") return soloTeam;
  const section = new Section();
  const kernels: Task[][] = [];
  let workers: Worker[] | undefined;

  function members(): Worker[] {
    workers ??= Array.from({ length: size - 1 }, (_, n) => {
      const worker = new Worker(memberEntry(), {
        workerData: { block: section.block } satisfies MemberSettings,
        name: `adatom kernel ${n + 2}`,
      });
      // A member that could not start is not missed: the others do its tasks.
      worker.on("error", () => {});
      worker.unref();
      return worker;
    });
    return workers;
  }

  const work: SectionWork = (kernel, named, take, args) => {
    const task = kernels[kernel]![named]!;
    for (let number = take(); number >= 0; number = take()) task(number, ...args);
  };

  return {
    size,
    start<Functions>(module: TeamModule, form: KernelForm | "best" = "best", lent?: LentMemory): TeamKernel<Functions> | undefined {
      const instance = teamInstance(module, form, lent);
      if (!instance) return undefined;
      const { exports, heap } = instance;
      const functions = Object.keys(exports).filter((name) => typeof exports[name] === "function" && !name.startsWith("__"));
      const numbers = new Map(functions.map((name, number) => [name, number]));
      const kernel = kernels.push(functions.map((name) => exports[name] as Task)) - 1;
      for (const [n, worker] of members().entries()) worker.postMessage({ ...instance.place(n + 1), functions } satisfies KernelNotice);
      return {
        form: instance.form,
        functions: exports as Functions,
        heap,
        members: size,
        run(name: string, tasks: number, ...args: readonly number[]): void {
          if (tasks > 1) section.lead(kernel, numbers.get(name)!, tasks, args, work);
          else if (tasks === 1) (exports[name] as Task)(0, ...args);
        },
      };
    },
  };
}
