// Units and constants, CODATA 2018. Inside Adatom: angstrom, eV, fs, amu, K; these turn other units into those.

/** Bohr radius, angstrom. */
export const bohrAngstrom = 0.529177210903;
/** Hartree energy, eV. */
export const hartreeElectronvolt = 27.211386245988;
/** Rydberg energy, eV. */
export const rydbergElectronvolt = 13.605693122994;
/** Boltzmann constant, eV/K (exact in the 2019 SI). */
export const boltzmannElectronvoltPerKelvin = 8.617333262145179e-5;
/** Elementary charge, coulomb (exact). */
export const elementaryChargeCoulomb = 1.602176634e-19;
/** Unified atomic mass unit, kg. */
export const atomicMassKilogram = 1.6605390666e-27;
/** Avogadro constant, 1/mol (exact). */
export const avogadroPerMole = 6.02214076e23;

/** 1 amu angstrom^2/fs^2 in eV: kinetic energy is this times m v^2 / 2 (103.642 697...). */
export const electronvoltPerAmuAngstrom2PerFs2 = (atomicMassKilogram * 1e10) / elementaryChargeCoulomb;
/** 1 eV/angstrom^3 in GPa (160.217 663 4, exact). */
export const gigapascalPerElectronvoltPerAngstrom3 = 160.2176634;
/** 1 kbar (0.1 GPa) in eV/angstrom^3. */
export const electronvoltPerAngstrom3PerKilobar = 0.1 / gigapascalPerElectronvoltPerAngstrom3;
/** 1 kcal/mol in eV. */
export const electronvoltPerKilocaloriePerMole = 4184 / (elementaryChargeCoulomb * avogadroPerMole);
/** 1 amu/angstrom^3 in g/cm^3. */
export const gramPerCm3PerAmuPerAngstrom3 = atomicMassKilogram * 1e27;

export function gigapascalToElectronvoltPerAngstrom3(pressureGigapascal: number): number {
  return pressureGigapascal / gigapascalPerElectronvoltPerAngstrom3;
}

export function electronvoltPerAngstrom3ToGigapascal(pressure: number): number {
  return pressure * gigapascalPerElectronvoltPerAngstrom3;
}

export function kilobarToElectronvoltPerAngstrom3(pressureKilobar: number): number {
  return pressureKilobar * electronvoltPerAngstrom3PerKilobar;
}
