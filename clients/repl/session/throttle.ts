// At most one call in a while, the last one never lost: a run can tell of a thousand steps a second, a screen cannot show them.

/** The function, run at once when it has rested for `everyMs`, else when that time is over. */
export function throttle(everyMs: number, run: () => void): () => void {
  let last = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | null = null;
  const now = (): void => {
    timer = null;
    last = performance.now();
    run();
  };
  return () => {
    if (timer) return;
    const wait = last + everyMs - performance.now();
    if (wait <= 0) now();
    else timer = setTimeout(now, wait);
  };
}
