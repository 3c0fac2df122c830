// The learning rate over a run: a short linear rise, then a cosine fall to a thousandth (Loshchilov and Hutter 2017).

const riseSteps = 100;
const lastShare = 1e-3;

/** @param share of the run that is over, 0 to 1 @param steps taken so far */
export function learningRateAt(highest: number, share: number, steps: number): number {
  const rise = Math.min(1, (steps + 1) / riseSteps);
  const fall = 0.5 * (1 + Math.cos(Math.PI * Math.min(1, Math.max(0, share))));
  return highest * rise * (lastShare + (1 - lastShare) * fall);
}
