// One member's instance of a team's kernel: the module on the shared memory, with a stack and thread-local variables of its own.
import { compiledForm, type KernelForm, type KernelModule } from "../wasm-kernel.ts";
import { Heap } from "./heap.ts";
import { LentHeap, type LentMemory } from "./lent-memory.ts";

/** A kernel built from a team.c: it imports its memory, which is shared. */
export type TeamModule = KernelModule;

/** Address space of a kernel, pages of 64 KiB: all that 32 bits reach, less where the machine refuses so much. */
const mostPages = [65536, 16384, 4096];
const stackBytes = 65536;
/** Where a kernel's heap begins that has no data of its own: after the linker's first address and its stack (scripts/kernel-sources.ts). */
const heapWithoutData = 1024 + 16384;

/** What tells a further member where its instance lives. */
export interface MemberPlace {
  readonly code: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** End of its stack (stacks grow down), and its thread-local variables; addresses. */
  readonly stackEnd: number;
  readonly threadLocal: number;
  /** Its number: the leader is 0. Exports called `join` are told. */
  readonly member: number;
}

export interface TeamInstance {
  readonly form: KernelForm;
  readonly code: WebAssembly.Module;
  readonly exports: WebAssembly.Exports;
  readonly heap: Heap;
  /** Room in memory for another member. */
  place(member: number): MemberPlace;
}

/** A new shared memory; undefined where there is none. */
export function teamMemory(): WebAssembly.Memory | undefined {
  if (typeof WebAssembly === "undefined" || typeof SharedArrayBuffer === "undefined") return undefined;
  for (const maximum of mostPages) {
    try {
      return new WebAssembly.Memory({ initial: 32, maximum, shared: true });
    } catch {
      // Less, then.
    }
  }
  return undefined;
}

/**
 * The first member's instance; undefined where the engine lacks what the form needs.
 * @param lent works there as a guest, in place of memory of its own: for kernels without data at fixed addresses
 */
export function teamInstance(module: TeamModule, form: KernelForm | "best", lent?: LentMemory): TeamInstance | undefined {
  const memory = lent?.memory ?? teamMemory();
  const found = memory && compiledForm(module, form);
  if (!found) return undefined;
  const { code } = found;
  const { exports } = new WebAssembly.Instance(code, { env: { memory } });
  const base = numberOf(exports, "__heap_base");
  const heap = lent ? new LentHeap(lent) : new Heap(memory, base);
  if (lent) {
    if (base > heapWithoutData) throw new Error("a kernel with data of its own cannot work in lent memory");
    (exports.__stack_pointer as WebAssembly.Global).value = heap.allocate(stackBytes) + stackBytes;
  }
  const localBytes = numberOf(exports, "__tls_size");
  begin(exports, heap.allocate(localBytes), 0);
  return {
    form: found.form,
    code,
    exports,
    heap,
    place: (member) => ({
      code,
      memory,
      stackEnd: heap.allocate(stackBytes) + stackBytes,
      threadLocal: heap.allocate(localBytes),
      member,
    }),
  };
}

/** Another member's instance. */
export function memberInstance({ code, memory, stackEnd, threadLocal, member }: MemberPlace): WebAssembly.Exports {
  const { exports } = new WebAssembly.Instance(code, { env: { memory } });
  (exports.__stack_pointer as WebAssembly.Global).value = stackEnd;
  begin(exports, threadLocal, member);
  return exports;
}

function begin(exports: WebAssembly.Exports, threadLocal: number, member: number): void {
  (exports.__wasm_init_tls as ((address: number) => void) | undefined)?.(threadLocal);
  (exports.join as ((member: number) => void) | undefined)?.(member);
}

function numberOf(exports: WebAssembly.Exports, name: string): number {
  return ((exports[name] as WebAssembly.Global | undefined)?.value as number | undefined) ?? 0;
}
