// A structure with its atoms relaxed in the cell as it is, in short pieces.
import { startRelaxation } from "../dynamics/relaxation.ts";
import type { Potential } from "../potentials/potential.ts";
import type { Structure } from "../structure/structure.ts";
import type { Stepwise } from "./stepwise.ts";

const mostSteps = 20_000;
const stepsAPiece = 5;

/** @throws RangeError where the largest force does not fall below the tolerance (eV/angstrom) */
export function* relaxed(structure: Structure, potential: Potential, forceTolerance: number): Stepwise<Structure> {
  const run = startRelaxation(structure, potential, { forceTolerance, maximumSteps: mostSteps });
  for (let done = 0; done < mostSteps; done += stepsAPiece) {
    if (run.advance(stepsAPiece).converged) return run.structure();
    yield done / mostSteps;
  }
  const left = run.sample().maximumForce.toExponential(1);
  throw new RangeError(
    `The atoms did not relax: a force of ${left} eV/angstrom is left after ${mostSteps} steps. Relax the structure first, or raise the force tolerance (${forceTolerance}).`,
  );
}
