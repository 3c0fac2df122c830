// Least-squares slope of a quantity against time, from running sums that can be stored and taken up again.

export interface DriftSums {
  readonly count: number;
  /** First value: taken off all others, so that small drifts of large energies keep their digits. */
  readonly origin: number;
  readonly time: number;
  readonly value: number;
  readonly timeTime: number;
  readonly timeValue: number;
}

export const noSamples: DriftSums = { count: 0, origin: 0, time: 0, value: 0, timeTime: 0, timeValue: 0 };

export function addSample(sums: DriftSums, time: number, value: number): DriftSums {
  const origin = sums.count === 0 ? value : sums.origin;
  const y = value - origin;
  return {
    count: sums.count + 1,
    origin,
    time: sums.time + time,
    value: sums.value + y,
    timeTime: sums.timeTime + time * time,
    timeValue: sums.timeValue + time * y,
  };
}

/** Slope in units of value per time; 0 for fewer than two distinct times. */
export function slope({ count, time, value, timeTime, timeValue }: DriftSums): number {
  const spread = count * timeTime - time * time;
  return spread > 0 ? (count * timeValue - time * value) / spread : 0;
}
