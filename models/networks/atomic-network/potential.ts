// A network potential of general form as a potential: E = sum_i E_element(i)(G_i), forces and stress by the chain rule
// through the descriptors, and a range check of every function. Float64; on all threads by a kernel where it can be.
import { runThrough, type Stepwise } from "../../analysis/stepwise.ts";
import { createDescriptor } from "../../descriptors/create-descriptor.ts";
import { createEnvironment, gatherEnvironment } from "../../descriptors/environment.ts";
import { createNetworkKernel } from "../../kernels/atomic-network.ts";
import { createAtomicPotentialKernel } from "../../kernels/atomic-potential.ts";
import { presentTeam, type Team } from "../../kernels/team/team.ts";
import { type EvaluationParts, finishEvaluation, requireSpecies, startEvaluation } from "../../potentials/evaluation.ts";
import type { Evaluation, Extrapolation, Potential } from "../../potentials/potential.ts";
import type { NeighbourList } from "../../structure/neighbour-list.ts";
import type { Structure } from "../../structure/structure.ts";
import { createNetworkEvaluator } from "../behler-parrinello/network.ts";
import type { AtomicNetworkModel } from "./model.ts";

/** Room beyond the training range, as a share of it, that other programs' printed digits need: a training structure never extrapolates. */
const printedDigits = 1e-6;

/** Some 10 ms of them without the kernel. */
const atomsAStep = 128;

/** @param rounding room beyond the training range that counts as inside, as a share of it @param team threads it runs on */
export function createAtomicNetworkPotential(
  model: AtomicNetworkModel,
  name: string,
  description: string,
  rounding = printedDigits,
  team: Team = presentTeam(),
): Potential {
  const parts = new Map(
    model.elements.map((element) => {
      const descriptor = createDescriptor(element.functions);
      const { size } = descriptor;
      const network = createNetworkKernel(element) ?? createNetworkEvaluator(element);
      return [
        element.atomicNumber,
        { element, descriptor, network, values: new Float64Array(size), gradient: new Float64Array(size) },
      ] as const;
    }),
  );
  const species = model.elements.map((element) => element.atomicNumber);
  const environment = createEnvironment();
  let gradients = new Float64Array(3 * 128);
  const kernel = createAtomicPotentialKernel(model.elements, rounding, team);

  function* steps(structure: Structure, neighbours: NeighbourList, into?: Evaluation): Stepwise<Evaluation> {
    requireSpecies(structure, species, name);
    const evaluation = startEvaluation(structure.atomicNumbers.length, into);
    const extrapolations: Extrapolation[] = [];
    const note = (atom: number, values: Float64Array): void => {
      const { element, descriptor } = parts.get(structure.atomicNumbers[atom]!)!;
      noteExtrapolations(extrapolations, atom, values, element, descriptor.names, rounding);
    };
    const done = kernel && (yield* kernel.steps(structure, neighbours, evaluation, note));
    if (!done) {
      extrapolations.length = 0;
      yield* oneByOne(structure, neighbours, evaluation, note);
    }
    return { ...finishEvaluation(structure, evaluation), extrapolations };
  }

  /** Where the kernel does not do it: functions of other forms, crowds. */
  function* oneByOne(
    structure: Structure,
    neighbours: NeighbourList,
    { energies, forces, stress }: EvaluationParts,
    note: (atom: number, values: Float64Array) => void,
  ): Stepwise<void> {
    const count = structure.atomicNumbers.length;
    for (let i = 0; i < count; i++) {
      if (i % atomsAStep === 0 && i > 0) yield i / count;
      const { descriptor, network, values, gradient } = parts.get(structure.atomicNumbers[i]!)!;
      gatherEnvironment(environment, descriptor, structure, neighbours, i);
      descriptor.values(environment, values);
      note(i, values);
      energies[i] = network(values, gradient);
      if (gradients.length < 3 * environment.count) gradients = new Float64Array(6 * environment.count);
      descriptor.contract(environment, gradient, gradients);
      const { neighbour, displacement } = environment;
      for (let n = 0; n < environment.count; n++) {
        const j = neighbour[n]!;
        const gx = gradients[3 * n]!;
        const gy = gradients[3 * n + 1]!;
        const gz = gradients[3 * n + 2]!;
        forces[3 * j]! -= gx;
        forces[3 * j + 1]! -= gy;
        forces[3 * j + 2]! -= gz;
        forces[3 * i]! += gx;
        forces[3 * i + 1]! += gy;
        forces[3 * i + 2]! += gz;
        const x = displacement[3 * n]!;
        const y = displacement[3 * n + 1]!;
        stress[0]! += x * gx;
        stress[1]! += y * gy;
        stress[2]! += displacement[3 * n + 2]! * gz;
        stress[3]! += y * gz;
        stress[4]! += x * gz;
        stress[5]! += x * gy;
      }
    }
  }

  return {
    name,
    description,
    species,
    cutoffAngstrom: Math.max(...[...parts.values()].map(({ descriptor }) => descriptor.cutoff)),
    form: { kind: "atomic-network", model },
    evaluate: (structure, neighbours, into) => runThrough(steps(structure, neighbours, into)),
    steps,
  };
}

function noteExtrapolations(
  found: Extrapolation[],
  atom: number,
  values: Float64Array,
  { minimum, maximum }: { minimum: Float64Array; maximum: Float64Array },
  names: readonly string[],
  rounding: number,
): void {
  for (let k = 0; k < values.length; k++) {
    const value = values[k]!;
    const reach = rounding * (maximum[k]! - minimum[k]!);
    if (value >= minimum[k]! - reach && value <= maximum[k]! + reach) continue;
    found.push({ atom, functionIndex: k, functionName: names[k]!, value, minimum: minimum[k]!, maximum: maximum[k]! });
  }
}
