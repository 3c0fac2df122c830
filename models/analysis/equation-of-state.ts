// Equations of state: energies at several volumes fitted by Birch-Murnaghan's or Vinet's curve.
import { solveLinearSystem } from "../linear-algebra/linear-system.ts";
import { gigapascalPerElectronvoltPerAngstrom3 } from "../structure/units.ts";

export type EquationOfStateForm = "birch-murnaghan" | "vinet";

export interface EquationOfState {
  readonly form: EquationOfStateForm;
  /** Volume of lowest energy, angstrom^3, and that energy, eV (of as many atoms as the data are of). */
  readonly volume: number;
  readonly energy: number;
  /** GPa, and its pressure derivative, no unit. */
  readonly bulkModulus: number;
  readonly bulkModulusDerivative: number;
  /** Root of the mean square of what the curve leaves, eV. */
  readonly residual: number;
}

type Parameters = readonly [volume: number, energy: number, modulus: number, derivative: number];

const forms: Record<EquationOfStateForm, (volume: number, parameters: Parameters) => number> = {
  // F. Birch, Phys. Rev. 71, 809 (1947), third order.
  "birch-murnaghan": (volume, [v0, e0, b0, b1]) => {
    const f = (v0 / volume) ** (2 / 3) - 1;
    return e0 + ((9 * v0 * b0) / 16) * (f ** 3 * b1 + f ** 2 * (6 - 4 * (f + 1)));
  },
  // P. Vinet et al., J. Phys.: Condens. Matter 1, 1941 (1989).
  vinet: (volume, [v0, e0, b0, b1]) => {
    const x = Math.cbrt(volume / v0);
    const eta = 1.5 * (b1 - 1);
    return e0 + ((2 * b0 * v0) / (b1 - 1) ** 2) * (2 - (5 + 3 * b1 * (x - 1) - 3 * x) * Math.exp(-eta * (x - 1)));
  },
};

/** Energy, eV, of a fitted curve at a volume, angstrom^3. */
export function equationOfStateEnergy(fit: EquationOfState, volume: number): number {
  const modulus = fit.bulkModulus / gigapascalPerElectronvoltPerAngstrom3;
  return forms[fit.form](volume, [fit.volume, fit.energy, modulus, fit.bulkModulusDerivative]);
}

/**
 * Least squares over points of volume (angstrom^3) and energy (eV).
 * @throws RangeError for fewer than five points, or where they enclose no minimum
 */
export function fitEquationOfState(volumes: ArrayLike<number>, energies: ArrayLike<number>, form: EquationOfStateForm): EquationOfState {
  const points = volumes.length;
  if (points < 5 || energies.length !== points)
    throw new RangeError(`An equation of state has four parameters and needs five points at least, not ${points}.`);
  let parameters = birchMurnaghanStart(volumes, energies);
  if (form === "vinet") parameters = refine(form, volumes, energies, parameters);
  const [volume, energy, modulus, derivative] = parameters;
  const squares = Array.from(volumes, (v, k) => (forms[form](v, parameters) - energies[k]!) ** 2);
  return {
    form,
    volume,
    energy,
    bulkModulus: modulus * gigapascalPerElectronvoltPerAngstrom3,
    bulkModulusDerivative: derivative,
    residual: Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / points),
  };
}

/** Birch-Murnaghan's curve is a cubic in V^(-2/3): its least squares are linear, and its minimum the root of a quadratic. */
function birchMurnaghanStart(volumes: ArrayLike<number>, energies: ArrayLike<number>): Parameters {
  const points = volumes.length;
  const meanVolume = Array.from(volumes).reduce((sum, v) => sum + v, 0) / points;
  const meanEnergy = Array.from(energies).reduce((sum, e) => sum + e, 0) / points;
  // In t = (meanVolume / V)^(2/3) - 1 the numbers stay near 0: powers of V^(-2/3) itself would lose digits.
  const normal = new Float64Array(16);
  const right = new Float64Array(4);
  for (let k = 0; k < points; k++) {
    const t = (meanVolume / volumes[k]!) ** (2 / 3) - 1;
    for (let a = 0; a < 4; a++) {
      right[a]! += t ** a * (energies[k]! - meanEnergy);
      for (let b = 0; b < 4; b++) normal[4 * a + b]! += t ** (a + b);
    }
  }
  const c = solveLinearSystem(normal, right);
  if (!c) throw new RangeError("The volumes must be at least four different ones.");
  const [c1, c2, c3] = [c[1]!, c[2]!, c[3]!];
  const root = c2 * c2 - 3 * c1 * c3;
  // Of the two stationary points the minimum is where the second derivative 2 c2 + 6 c3 t is positive, in a form that c3 = 0 suits.
  const t0 = -c1 / (c2 + Math.sqrt(root));
  const times = Array.from(volumes, (v) => (meanVolume / v) ** (2 / 3) - 1);
  const span = Math.max(...times) - Math.min(...times);
  if (!(root > 0 && t0 > Math.min(...times) - span && t0 < Math.max(...times) + span)) {
    throw new RangeError("These energies have no minimum near the volumes given: choose volumes around the equilibrium one.");
  }
  const volume = meanVolume / (1 + t0) ** 1.5;
  const second = 2 * c2 + 6 * c3 * t0;
  // With f = (V0/V)^(2/3) - 1 = (t - t0)/(1 + t0): E = E0 + (9 V0 B0/16)(2 f^2 + (B0' - 4) f^3).
  const quadratic = 0.5 * second * (1 + t0) ** 2;
  const cubic = c3 * (1 + t0) ** 3;
  const modulus = (8 * quadratic) / (9 * volume);
  return [volume, meanEnergy + c[0]! + t0 * (c1 + t0 * (c2 + t0 * c3)), modulus, 4 + (2 * cubic) / quadratic];
}

/** Gauss-Newton steps from a start that is close already; derivatives by central differences of the curve. */
function refine(form: EquationOfStateForm, volumes: ArrayLike<number>, energies: ArrayLike<number>, start: Parameters): Parameters {
  const curve = forms[form];
  const scales = [start[0], 1, start[2], Math.abs(start[3]) + 1] as const;
  let parameters = [...start] as [number, number, number, number];
  for (let iteration = 0; iteration < 50; iteration++) {
    const normal = new Float64Array(16);
    const right = new Float64Array(4);
    for (let k = 0; k < volumes.length; k++) {
      const slope = scales.map((scale, a) => {
        const moved = (by: number): Parameters =>
          parameters.map((value, b) => (a === b ? value + by * scale : value)) as unknown as Parameters;
        return (curve(volumes[k]!, moved(1e-5)) - curve(volumes[k]!, moved(-1e-5))) / 2e-5;
      });
      const rest = energies[k]! - curve(volumes[k]!, parameters);
      for (let a = 0; a < 4; a++) {
        right[a]! += slope[a]! * rest;
        for (let b = 0; b < 4; b++) normal[4 * a + b]! += slope[a]! * slope[b]!;
      }
    }
    const step = solveLinearSystem(normal, right);
    if (!step) throw new RangeError("The fit of the equation of state did not settle: spread the volumes more evenly around the minimum.");
    parameters = parameters.map((value, a) => value + step[a]! * scales[a]!) as typeof parameters;
    if (step.every((value) => Math.abs(value) < 1e-12)) break;
  }
  if (!(parameters.every(Number.isFinite) && parameters[0] > 0)) {
    throw new RangeError("The fit of the equation of state did not settle: spread the volumes more evenly around the minimum.");
  }
  return parameters;
}
