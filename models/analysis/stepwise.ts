// Long calculations as generators: their host decides when to go on, so that it can answer others in between.

/** Yields the share that is done, 0 to 1, after every short piece; returns the result. */
export type Stepwise<T> = Generator<number, T, undefined>;

/** Runs to the end at once. */
export function runThrough<T>(steps: Stepwise<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The pieces of a part within a whole that it takes from `from` to `to` of. */
export function* within<T>(steps: Stepwise<T>, from: number, to: number): Stepwise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    yield from + (to - from) * value;
  }
}
