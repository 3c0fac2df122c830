// The history of commands: walking it up and down with the edited line kept, and reverse search.

export class History {
  readonly #entries: string[];
  readonly #limit: number;
  /** Index of the entry shown; the number of entries while the user's own line is. */
  #at: number;
  #draft = "";

  constructor(entries: readonly string[] = [], limit = 1000) {
    this.#limit = limit;
    this.#entries = entries.slice(-limit);
    this.#at = this.#entries.length;
  }

  get entries(): readonly string[] {
    return this.#entries;
  }

  /** Adds a submitted text and forgets where the walk was; empty and repeated ones are not kept. True when kept. */
  add(text: string): boolean {
    const kept = text.trim() !== "" && this.#entries.at(-1) !== text;
    if (kept) {
      this.#entries.push(text);
      if (this.#entries.length > this.#limit) this.#entries.shift();
    }
    this.#at = this.#entries.length;
    this.#draft = "";
    return kept;
  }

  /** The entry before; `current` is kept to come back to. Null at the oldest. */
  older(current: string): string | null {
    if (this.#at === this.#entries.length) this.#draft = current;
    if (this.#at === 0) return null;
    this.#at -= 1;
    return this.#entries[this.#at]!;
  }

  /** The entry after, at last the line that was being written. Null there. */
  newer(): string | null {
    if (this.#at >= this.#entries.length) return null;
    this.#at += 1;
    return this.#entries[this.#at] ?? this.#draft;
  }

  /** Newest entry before `from` that contains the query, ignoring case. */
  search(query: string, from = this.#entries.length): { readonly index: number; readonly text: string } | null {
    const wanted = query.toLowerCase();
    for (let index = Math.min(from, this.#entries.length) - 1; index >= 0; index -= 1) {
      const text = this.#entries[index]!;
      if (text.toLowerCase().includes(wanted)) return { index, text };
    }
    return null;
  }
}
