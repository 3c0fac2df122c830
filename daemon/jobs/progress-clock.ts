// Tells how long a phase of a run still takes, and keeps news of it to five times a second.

const newsEveryMs = 200;
/** Before this much of a phase was seen, its speed is a guess. */
const leastSeenMs = 1000;

export class ProgressClock {
  private phase = "";
  private startedAt = 0;
  private startedWith = 0;
  private toldAt = 0;
  private timer: NodeJS.Timeout | undefined;

  /** Seconds to the end of this phase at its speed so far, or null while that is not known. */
  secondsLeft(phase: string, done: number, total: number): number | null {
    const now = performance.now();
    if (phase !== this.phase || done < this.startedWith) {
      this.phase = phase;
      this.startedAt = now;
      this.startedWith = done;
    }
    const seen = now - this.startedAt;
    const steps = done - this.startedWith;
    if (seen < leastSeenMs || steps <= 0) return null;
    return ((seen / steps) * Math.max(0, total - done)) / 1000;
  }

  /** After a death the work done twice would spoil the speed. */
  restart(): void {
    this.phase = "";
  }

  /** Calls `news` now, or once the fifth of a second since the last is over; calls in between are one. */
  throttle(news: () => void): void {
    if (this.timer) return;
    const wait = Math.max(0, this.toldAt + newsEveryMs - performance.now());
    const call = (): void => {
      this.timer = undefined;
      this.toldAt = performance.now();
      news();
    };
    if (wait === 0) call();
    else this.timer = setTimeout(call, wait);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
