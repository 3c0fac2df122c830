// Thermostats that scale all velocities by one factor after a step: Bussi's, which samples the canonical ensemble, and Berendsen's, which does not.
import { boltzmannElectronvoltPerKelvin } from "../structure/units.ts";
import type { Random } from "./random.ts";

/**
 * Stochastic velocity rescaling: the kinetic energy follows its own canonical distribution exactly, however long the step.
 * G. Bussi, D. Donadio and M. Parrinello, J. Chem. Phys. 126, 014101 (2007), equations A7 and A8.
 * @param share time step over relaxation time
 * @returns factor for all velocities; rarely negative, for very few freedoms
 */
export function bussiFactor(kineticEnergy: number, freedom: number, temperatureKelvin: number, share: number, random: Random): number {
  if (freedom === 0 || !(kineticEnergy > 0)) return 1;
  const keep = Math.exp(-share);
  const ratio = (boltzmannElectronvoltPerKelvin * temperatureKelvin) / (2 * kineticEnergy);
  const one = random.normal();
  const others = chiSquared(freedom - 1, random);
  const fresh = ratio * -Math.expm1(-share);
  const square = keep + fresh * (one * one + others) + 2 * one * Math.sqrt(keep * fresh);
  const turned = one + Math.sqrt(keep / fresh) < 0;
  return Math.sqrt(Math.max(0, square)) * (turned ? -1 : 1);
}

/**
 * Weak coupling: the temperature relaxes exponentially. Not canonical: it damps the fluctuations of the kinetic energy and
 * can feed slow modes (the flying ice cube). For equilibration only.
 * H. J. C. Berendsen et al., J. Chem. Phys. 81, 3684 (1984), equation 11.
 */
export function berendsenFactor(presentKelvin: number, temperatureKelvin: number, share: number): number {
  if (!(presentKelvin > 0)) return 1;
  return Math.sqrt(Math.max(0, 1 + Math.min(1, share) * (temperatureKelvin / presentKelvin - 1)));
}

/** Sum of so many squared normal deviates: twice a gamma deviate, with one square more where the number is odd. */
export function chiSquared(count: number, random: Random): number {
  const odd = count % 2 === 1 ? random.normal() ** 2 : 0;
  const shape = Math.floor(count / 2);
  return shape > 0 ? odd + 2 * gamma(shape, random) : odd;
}

/** Gamma deviate of shape 1 or more and scale 1: G. Marsaglia and W. W. Tsang, ACM Trans. Math. Softw. 26, 363 (2000). */
function gamma(shape: number, random: Random): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    const u = 1 - random.uniform();
    if (Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
