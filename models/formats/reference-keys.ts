// The names under which files keep energies, forces, stresses and virials, best first.

/** Total energy, eV. */
export const energyKeys = [
  ...["energy", "free_energy", "REF_energy", "ref_energy", "dft_energy", "DFT_energy", "Energy", "total_energy"],
  ...["potential_energy", "energy_dft", "energy_ref"],
];
/** Forces, eV/angstrom. */
export const forceKeys = [
  ...["forces", "force", "REF_forces", "ref_forces", "REF_force", "dft_forces", "dft_force", "DFT_forces", "DFT_force"],
  ...["Forces", "Force", "forces_dft", "force_dft", "forces_ref"],
];
/** Stress, eV/angstrom^3, positive under tension. */
export const stressKeys = ["stress", "REF_stress", "ref_stress", "dft_stress", "DFT_stress", "Stress"];
/** Virial, eV: minus volume times stress. */
export const virialKeys = ["virial", "virials", "REF_virial", "ref_virial", "dft_virial", "DFT_virial", "Virial", "REF_virials"];

/** The first of `keys` that `has` has. */
export function firstKey(keys: readonly string[], has: (key: string) => boolean): string | undefined {
  return keys.find(has);
}

/** Voigt order xx yy zz yz xz xy of nine (3 by 3, made symmetric) or six numbers (already Voigt); undefined for another count. */
export function voigtOf(values: readonly number[]): Float64Array | undefined {
  if (values.length === 6) return Float64Array.from(values);
  if (values.length !== 9) return undefined;
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = values as [number, number, number, number, number, number, number, number, number];
  const mean = (p: number, q: number): number => (p === q ? p : (p + q) / 2);
  return Float64Array.of(xx, yy, zz, mean(yz, zy), mean(xz, zx), mean(xy, yx));
}

/** Stress (Voigt) of a virial (Voigt, eV) in a volume (angstrom^3): minus virial / volume. */
export function stressOfVirial(virial: Float64Array, volume: number): Float64Array {
  return virial.map((value) => -value / volume);
}
