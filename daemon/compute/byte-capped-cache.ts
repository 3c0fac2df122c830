// A cache that keeps what was used last and stays below a number of bytes.

export class ByteCappedCache<Value> {
  private readonly entries = new Map<string, { value: Value; bytes: number }>();
  private readonly maximumBytes: number;
  private total = 0;

  constructor(maximumBytes: number) {
    this.maximumBytes = maximumBytes;
  }

  get bytes(): number {
    return this.total;
  }

  get size(): number {
    return this.entries.size;
  }

  /** The value, which now counts as the one used last. */
  get(key: string): Value | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.value;
  }

  /** Keeps a value; the ones used longest ago make room. A value larger than the cap is kept alone until the next comes. */
  set(key: string, value: Value, bytes: number): void {
    this.delete(key);
    this.entries.set(key, { value, bytes });
    this.total += bytes;
    for (const oldest of this.entries.keys()) {
      if (this.total <= this.maximumBytes || oldest === key) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    this.entries.delete(key);
    this.total -= entry.bytes;
  }

  keys(): string[] {
    return [...this.entries.keys()];
  }

  /** What is kept and its bytes, the one used longest ago first. */
  list(): { readonly value: Value; readonly bytes: number }[] {
    return [...this.entries.values()];
  }
}
