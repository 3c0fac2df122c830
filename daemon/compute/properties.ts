// Properties of a structure: long calculations, in pieces.
import { elasticConstantsSteps } from "@adatom/models/analysis/elastic.ts";
import { energyVolumeSteps } from "@adatom/models/analysis/energy-volume.ts";
import type { EquationOfState } from "@adatom/models/analysis/equation-of-state.ts";
import { gammaPhononsSteps } from "@adatom/models/analysis/phonons-gamma.ts";
import { type Stepwise, within } from "@adatom/models/analysis/stepwise.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { Result } from "@adatom/protocol/define.ts";
import type { PropertyPart, properties } from "@adatom/protocol/properties.ts";

export type PropertiesResult = Result<typeof properties>;

export interface PropertiesOptions {
  readonly include: readonly PropertyPart[];
  readonly relaxed: boolean;
  readonly strain: number;
  readonly volumeStrain: number;
  readonly displacementAngstrom: number;
}

/** Properties one after another. */
export function* propertiesSteps(structure: Structure, potential: Potential, options: PropertiesOptions): Stepwise<PropertiesResult> {
  const { include, relaxed, strain, volumeStrain, displacementAngstrom } = options;
  let result: PropertiesResult = { model: potential.name, natoms: structure.atomicNumbers.length };
  for (const [k, part] of include.entries()) {
    const [from, to] = [k / include.length, (k + 1) / include.length];
    if (part === "elastic") {
      const found = yield* within(elasticConstantsSteps(structure, potential, { relaxed, strain }), from, to);
      const constants = Array.from({ length: 6 }, (_, i) => [...found.constants.subarray(6 * i, 6 * i + 6)]);
      const { asymmetry, voigt, reuss, stress } = found;
      result = { ...result, elastic: { constants, asymmetry, stress: [...stress], voigt, reuss: reuss ?? null, relaxed } };
    } else if (part === "equation-of-state") {
      const found = yield* within(energyVolumeSteps(structure, potential, { relaxed, strain: volumeStrain }), from, to);
      const plain = ({ form: _, ...fit }: EquationOfState): Omit<EquationOfState, "form"> => fit;
      const { volumes, energies, birchMurnaghan, vinet } = found;
      const fits = { birchMurnaghan: plain(birchMurnaghan), vinet: plain(vinet) };
      result = { ...result, equationOfState: { volumes: [...volumes], energies: [...energies], ...fits } };
    } else {
      const found = yield* within(gammaPhononsSteps(structure, potential, { displacementAngstrom }), from, to);
      const { frequenciesTerahertz, waveNumbersPerCm, sumRuleError } = found;
      result = { ...result, phonons: { frequencies: [...frequenciesTerahertz], waveNumbers: [...waveNumbersPerCm], sumRuleError } };
    }
  }
  return result;
}
