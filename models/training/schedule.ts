// How settings change over a run. The learning rate: a short linear rise, then a fall; by default along a cosine to a thousandth
// (Loshchilov and Hutter 2017).

export const schedules = ["cosine", "linear", "exponential", "constant"] as const;
export type Schedule = (typeof schedules)[number];

const riseSteps = 100;
const usualLastShare = 1e-3;

/**
 * @param share of the run that is over, 0 to 1 @param steps taken so far
 * @param lastShare of the highest learning rate, at the end of the run; no matter where the schedule is constant
 */
export function learningRateAt(
  highest: number,
  share: number,
  steps: number,
  schedule: Schedule = "cosine",
  lastShare: number = usualLastShare,
): number {
  const rise = Math.min(1, (steps + 1) / riseSteps);
  return highest * rise * fallAt(Math.min(1, Math.max(0, share)), schedule, lastShare);
}

function fallAt(share: number, schedule: Schedule, lastShare: number): number {
  switch (schedule) {
    case "cosine":
      return lastShare + (1 - lastShare) * 0.5 * (1 + Math.cos(Math.PI * share));
    case "linear":
      return lastShare + (1 - lastShare) * (1 - share);
    case "exponential":
      return lastShare ** share;
    case "constant":
      return 1;
  }
}

/** A weight that grows or falls by equal factors. @param share of the run that is over, 0 to 1 */
export function weightAt(first: number, last: number, share: number): number {
  return first === last ? last : first * (last / first) ** Math.min(1, Math.max(0, share));
}

/** A variance that falls tenfold an epoch from the first value to the last (as in n2p2), or rises so. @param epoch from 1 */
export function noiseAt([first, last]: readonly [number, number], epoch: number): number {
  if (first === last || first === 0 || last === 0) return epoch > 1 ? last : first;
  const factor = last < first ? 0.1 : 10;
  const value = first * factor ** (epoch - 1);
  return last < first ? Math.max(last, value) : Math.min(last, value);
}
