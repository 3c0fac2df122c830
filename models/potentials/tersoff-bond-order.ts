// Tersoff's bond order b(zeta) = (1 + (beta zeta)^n)^(-1/2n) and its derivative, with LAMMPS's expansions at both ends,
// where the full form would lose digits or overflow.

/** Values of beta zeta between which the full form is used; outside, one term of an expansion, or none. */
export interface BondOrderLimits {
  readonly none: number;
  readonly few: number;
  readonly many: number;
  readonly all: number;
}

/** Where the leading terms are exact to 1e-16 (none, all) and the next ones to 1e-8 (few, many). */
export function bondOrderLimits(n: number): BondOrderLimits {
  const all = (2 * n * 1e-16) ** (-1 / n);
  const many = (2 * n * 1e-8) ** (-1 / n);
  return { none: 1 / all, few: 1 / many, many, all };
}

/** Computes into itself, so that no object is made for each bond. */
class BondOrder {
  value = 1;
  /** Derivative with zeta. */
  slope = 0;

  compute(beta: number, n: number, zeta: number, limits: BondOrderLimits): void {
    const x = beta * zeta;
    if (x > limits.all) {
      this.value = 1 / Math.sqrt(x);
      this.slope = -0.5 * beta * x ** -1.5;
    } else if (x > limits.many) {
      const small = x ** -n;
      this.value = (1 - small / (2 * n)) / Math.sqrt(x);
      this.slope = -0.5 * beta * x ** -1.5 * (1 - (1 + 1 / (2 * n)) * small);
    } else if (x < limits.none) {
      this.value = 1;
      this.slope = 0;
    } else if (x < limits.few) {
      const small = x ** n;
      this.value = 1 - small / (2 * n);
      this.slope = (-0.5 * beta * small) / x;
    } else {
      const power = x ** n;
      this.value = (1 + power) ** (-1 / (2 * n));
      this.slope = (-0.5 * this.value * power) / ((1 + power) * zeta);
    }
  }
}

export const bondOrder = new BondOrder();
