// The vibrational density of states: cosine transform of the mass-weighted velocity autocorrelation function
// (J. M. Dickey and A. Paskin, Phys. Rev. 188, 1407 (1969)).
import { fourierTransform, powerOfTwoFrom } from "./fourier.ts";
import type { VelocityAutocorrelation } from "./velocity-autocorrelation.ts";

/** 1 THz as a photon energy, meV (h in eV s, exact in the 2019 SI). */
export const millielectronvoltPerTerahertz = 4.135667696923859;

export interface VibrationalDensityOfStates {
  readonly frequenciesTerahertz: Float64Array;
  readonly energiesMillielectronvolt: Float64Array;
  /** 1/THz; integrates to 1 over the frequencies shown (up to half of the sampling rate). */
  readonly density: Float64Array;
}

/**
 * Transform of an autocorrelation (weights: masses) under a Hann window; its length sets the resolution, about 2 / (lags
 * timestep). Small negative values are the window's own ripples. `betweenFrames` says that the velocities are differences of
 * positions one timestep apart: what that takes from high frequencies is given back.
 * @throws RangeError where there is no motion to transform
 */
export function vibrationalDensityOfStates(
  { values, timestepFs }: VelocityAutocorrelation,
  betweenFrames = false,
): VibrationalDensityOfStates {
  const lags = values.length;
  if (!(values[0]! > 0)) throw new RangeError("There is no motion in these velocities: they are all zero.");
  // Four times as long as the even function needs: a smooth curve between the independent points.
  const size = powerOfTwoFrom(8 * lags);
  const [re, im] = [new Float64Array(size), new Float64Array(size)];
  for (let lag = 0; lag < lags; lag++) {
    const windowed = (values[lag]! / values[0]!) * 0.5 * (1 + Math.cos((Math.PI * lag) / lags));
    re[lag] = windowed;
    if (lag > 0) re[size - lag] = windowed;
  }
  fourierTransform(re, im);
  const half = size / 2;
  // 1/fs is 1000 THz.
  const frequenciesTerahertz = Float64Array.from({ length: half + 1 }, (_, k) => (1000 * k) / (size * timestepFs));
  const step = frequenciesTerahertz[1]!;
  // At half of the sampling rate, k = half, the angle is pi / 2: never a division by zero.
  const loss = (k: number): number => (betweenFrames && k > 0 ? Math.sin((Math.PI * k) / size) / ((Math.PI * k) / size) : 1);
  const raw = re.slice(0, half + 1).map((value, k) => value / loss(k) ** 2);
  // The trapezoidal rule: half of the two ends.
  let area = -0.5 * step * (raw[0]! + raw[half]!);
  for (const value of raw) area += step * value;
  return {
    frequenciesTerahertz,
    energiesMillielectronvolt: frequenciesTerahertz.map((frequency) => frequency * millielectronvoltPerTerahertz),
    density: raw.map((value) => value / area),
  };
}
