// A block of bytes that a plan is written into: arrays of int32 and float64, named by where they begin. The block can lie
// anywhere in a kernel's memory, for it names no address.

export class Block {
  private readonly parts: { readonly at: number; readonly values: Int32Array | Float64Array }[] = [];
  private size = 0;

  /** Where so many int32 lie that are written later. */
  room(count: number): number {
    return this.reserve(4 * count);
  }

  ints(values: Iterable<number>): number {
    const own = Int32Array.from(values);
    return this.put(this.room(own.length), own);
  }

  doubles(values: Iterable<number>): number {
    const own = Float64Array.from(values);
    return this.put(this.reserve(own.byteLength), own);
  }

  /** Writes int32 into a room. */
  fill(at: number, values: Iterable<number>): void {
    this.put(at, Int32Array.from(values));
  }

  /** All of it, as a multiple of 16 bytes. */
  bytes(): Uint8Array {
    const whole = new Uint8Array(this.size);
    for (const { at, values } of this.parts) whole.set(new Uint8Array(values.buffer), at);
    return whole;
  }

  private put(at: number, values: Int32Array | Float64Array): number {
    this.parts.push({ at, values });
    return at;
  }

  private reserve(bytes: number): number {
    const at = this.size;
    this.size += Math.max(16, (bytes + 15) & ~15);
    return at;
  }
}
