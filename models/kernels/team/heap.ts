// Memory of a team's kernel, given out in blocks and taken back: first fit over a list of free blocks. The memory is shared
// and only grows, so that views into it hold for ever.

/** Blocks start at multiples of this, bytes: a cache line, so that members do not write to the same one. */
const alignment = 64;
const page = 65536;

/** The memory cannot grow any more: whoever asked does without the kernel. */
export class HeapFull extends Error {
  override readonly name = "HeapFull";
}

/** What work gives, or undefined where a heap was too full for it. */
export function unlessFull<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof HeapFull) return undefined;
    throw error;
  }
}

export class Heap {
  readonly memory: WebAssembly.Memory;
  /** Free blocks in order of their addresses: [address, bytes]. */
  private free: [number, number][] = [];
  private readonly taken = new Map<number, number>();
  private readonly addresses = new WeakMap<ArrayBufferView, number>();
  private readonly forgotten = new FinalizationRegistry<number>((address) => this.release(address));
  private readonly abandoned = new FinalizationRegistry<Map<string, [number, number]>>((held) => {
    for (const [address] of held.values()) this.release(address);
  });
  private top: number;

  /** @param base first address that may be given out */
  constructor(memory: WebAssembly.Memory, base: number) {
    this.memory = memory;
    this.top = Math.ceil(base / alignment) * alignment;
  }

  /** Address of a block, not cleared. @throws HeapFull where memory cannot grow any more */
  allocate(bytes: number): number {
    const size = Math.max(alignment, Math.ceil(bytes / alignment) * alignment);
    const place = this.free.findIndex(([, room]) => room >= size);
    if (place >= 0) {
      const block = this.free[place]!;
      const [address, room] = block;
      if (room === size) this.free.splice(place, 1);
      else this.free[place] = [address + size, room - size];
      this.taken.set(address, size);
      return address;
    }
    const address = this.top;
    const missing = Math.ceil((address + size - this.memory.buffer.byteLength) / page);
    if (missing > 0) this.grow(missing);
    this.top += size;
    this.taken.set(address, size);
    return address;
  }

  private grow(pages: number): void {
    try {
      this.memory.grow(pages);
    } catch {
      throw new HeapFull(
        `The memory of a kernel has ${Math.round(this.memory.buffer.byteLength / 2 ** 20)} MiB and cannot grow by ${pages / 16} more.`,
      );
    }
  }

  /** Gives a block back; an address that is not taken is left alone. */
  release(address: number): void {
    const size = this.taken.get(address);
    if (size === undefined) return;
    this.taken.delete(address);
    let place = this.free.findIndex(([start]) => start > address);
    if (place < 0) place = this.free.length;
    this.free.splice(place, 0, [address, size]);
    const [before, own, after] = [this.free[place - 1], this.free[place]!, this.free[place + 1]];
    if (after && own[0] + own[1] === after[0]) {
      own[1] += after[1];
      this.free.splice(place + 1, 1);
    }
    if (before && before[0] + before[1] === own[0]) {
      before[1] += own[1];
      this.free.splice(place, 1);
    }
  }

  /** Bytes given out. */
  bytes(): number {
    let sum = 0;
    for (const size of this.taken.values()) sum += size;
    return sum;
  }

  float64(address: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, length);
  }

  float32(address: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, length);
  }

  int32(address: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, address, length);
  }

  uint8(address: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, length);
  }

  /** A zeroed array that lives here, given back when nobody holds it any more; kernels work on it in place (see `addressOf`). */
  array(length: number): Float64Array {
    const address = this.allocate(8 * length);
    const array = this.float64(address, length).fill(0);
    this.addresses.set(array, address);
    this.forgotten.register(array, address);
    return array;
  }

  /** Where an array of `array` lies; undefined for all others, views into one included. */
  addressOf(array: Float64Array): number | undefined {
    return this.addresses.get(array);
  }

  /** Blocks by name that grow as needed, given back when nobody holds them any more. */
  rooms(): Rooms {
    const held = new Map<string, [number, number]>();
    const rooms = new Rooms(this, held);
    this.abandoned.register(rooms, held);
    return rooms;
  }
}

/** Named blocks of a heap. */
export class Rooms {
  private readonly heap: Heap;
  private readonly held: Map<string, [number, number]>;

  constructor(heap: Heap, held: Map<string, [number, number]>) {
    this.heap = heap;
    this.held = held;
  }

  /** Address of a block of so many bytes or more; what was in it is lost where it must grow, an eighth more than asked for. */
  at(name: string, bytes: number): number {
    const present = this.held.get(name);
    if (present && present[1] >= bytes) return present[0];
    if (present) this.heap.release(present[0]);
    this.held.delete(name);
    const room = present ? bytes + (bytes >>> 3) : bytes;
    const address = this.heap.allocate(room);
    this.held.set(name, [address, room]);
    return address;
  }

  /** Gives all blocks back at once, rather than when nobody holds this any more. */
  release(): void {
    for (const [address] of this.held.values()) this.heap.release(address);
    this.held.clear();
  }
}
