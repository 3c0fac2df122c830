// Memory that belongs to another program, in which a kernel works as a guest, so that what lies there need not be copied.
import { Heap, HeapFull } from "./heap.ts";

export interface LentMemory {
  /** Shared. */
  readonly memory: WebAssembly.Memory;
  /** Address of a block, or 0 where there is no room. May make the memory grow. */
  allocate(bytes: number): number;
  release(address: number): void;
}

/** Blocks that the memory's owner gives out. */
export class LentHeap extends Heap {
  private readonly owner: LentMemory;
  private readonly sizes = new Map<number, number>();

  constructor(owner: LentMemory) {
    super(owner.memory, 0);
    this.owner = owner;
  }

  override allocate(bytes: number): number {
    const address = this.owner.allocate(bytes);
    if (address === 0) throw new HeapFull(`The memory of the tensor backend has no room for ${Math.ceil(bytes / 2 ** 20)} MiB more.`);
    this.sizes.set(address, bytes);
    return address;
  }

  override release(address: number): void {
    if (this.sizes.delete(address)) this.owner.release(address);
  }

  override bytes(): number {
    return [...this.sizes.values()].reduce((sum, size) => sum + size, 0);
  }
}
