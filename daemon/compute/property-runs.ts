// Properties under way: long calculations in pieces of some milliseconds, one piece a request, so that hovers go in between.
import { elasticConstantsSteps } from "@adatom/models/analysis/elastic.ts";
import { energyVolumeSteps } from "@adatom/models/analysis/energy-volume.ts";
import type { EquationOfState } from "@adatom/models/analysis/equation-of-state.ts";
import { gammaPhononsSteps } from "@adatom/models/analysis/phonons-gamma.ts";
import { type Stepwise, within } from "@adatom/models/analysis/stepwise.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { Result } from "@adatom/protocol/define.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import type { PropertyPart, properties } from "@adatom/protocol/properties.ts";
import { usable } from "./structures.ts";

export type PropertiesResult = Result<typeof properties>;

export interface PropertiesOptions {
  readonly include: readonly PropertyPart[];
  readonly relaxed: boolean;
  readonly strain: number;
  readonly volumeStrain: number;
  readonly displacementAngstrom: number;
}

/** Work goes on so long before the answer "not yet". */
const pieceMilliseconds = 15;

export class PropertyRuns {
  private readonly runs = new Map<number, Stepwise<PropertiesResult>>();
  private nextId = 1;

  start(structure: Structure, potential: Potential, options: PropertiesOptions): number {
    const id = this.nextId++;
    this.runs.set(id, steps(structure, potential, options));
    return id;
  }

  /** The result once there is one, else null. */
  step(id: number): PropertiesResult | null {
    const run = this.runs.get(id);
    if (!run) throw new Failure("DeviceLost", "The compute process was restarted in the middle of the calculation. Ask again.");
    const until = performance.now() + pieceMilliseconds;
    do {
      const { done, value } = usable(() => run.next());
      if (!done) continue;
      this.runs.delete(id);
      return value;
    } while (performance.now() < until);
    return null;
  }

  drop(id: number): void {
    this.runs.delete(id);
  }
}

function* steps(structure: Structure, potential: Potential, options: PropertiesOptions): Stepwise<PropertiesResult> {
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
