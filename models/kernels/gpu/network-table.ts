// A model of networks over atom-centred functions as one list of numbers for the device; the layout stands in
// atomic-network.wgsl.ts.
import { neighbourWeight } from "../../descriptors/angular-part.ts";
import { coreKinds } from "../../descriptors/core-function.ts";
import type { AngularProduct, AngularProfile, ProductFunction, RadialProduct, RadialProfile } from "../../descriptors/product-function.ts";
import type { AtomicNetworkModel } from "../../networks/atomic-network/model.ts";
import { type Activation, activations } from "../../networks/behler-parrinello/activation.ts";

/** What the kernel's source has as constants. */
export interface NetworkShape {
  readonly species: number;
  /** Largest over elements: functions, radial profiles, neurons of a network without its input. */
  readonly functions: number;
  readonly profiles: number;
  readonly neurons: number;
}

/** Numbers of an element's head in the table. */
export const headSize = 16;
/** Numbers of a radial profile, of an angular function before its weights, of a layer. */
export const profileSize = 8;
export const angularHead = 8;
export const layerSize = 5;

/** Room beyond the training range that float32's rounding needs, as a share of it. */
const rounding = 1e-5;

/** The model as one list of numbers; its layout stands in atomic-network.wgsl.ts. Whole numbers are below 2^24 and exact. */
export function networkTable({ elements }: AtomicNetworkModel): {
  table: Float32Array<ArrayBuffer>;
  shape: NetworkShape;
  cutoffAngstrom: number;
} {
  const species = elements.map((element) => element.atomicNumber);
  const numbers: number[] = new Array<number>(headSize * elements.length).fill(0);
  const most = { functions: 0, profiles: 0, neurons: 0 };
  let cutoffAngstrom = 0;
  for (const [e, element] of elements.entries()) {
    const { functions, layers, activation, centre, scale, minimum, maximum, energyOffset, outputScale = 1 } = element;
    const profiles: string[] = [];
    const profileNumbers: number[] = [];
    const profileOf = (profile: RadialProfile): number => {
      const key = JSON.stringify(profile);
      if (!profiles.includes(key)) {
        profiles.push(key);
        profileNumbers.push(...numbersOfProfile(profile));
      }
      return profiles.indexOf(key);
    };
    const append = (values: ArrayLike<number>): number => {
      const start = numbers.length;
      for (let k = 0; k < values.length; k++) numbers.push(values[k]!);
      return start;
    };
    const placed = functions.map((f, target) => ({ f, target }));
    const radials = placed.filter((one): one is { f: RadialProduct; target: number } => one.f.kind === "radial");
    const angulars = placed.filter((one): one is { f: AngularProduct; target: number } => one.f.kind === "angular");
    const radialAt = append(
      radials.flatMap(({ f, target }) => [profileOf(f.radial), target, ...species.map((z) => neighbourWeight(f.neighbour, z))]),
    );
    // Functions of one radial profile side by side share the third side's factor.
    angulars.sort((a, b) => profileOf(a.f.radial) - profileOf(b.f.radial) || Number(a.f.threeDistances) - Number(b.f.threeDistances));
    const angularAt = append(
      angulars.flatMap(({ f, target }) => [
        ...[
          profileOf(f.radial),
          Number(f.threeDistances),
          ...numbersOfAngle(f.angular),
          target,
          2 * profileOf(f.radial) + Number(f.threeDistances),
        ],
        ...pairWeights(f, species),
      ]),
    );
    const profilesAt = append(profileNumbers);
    const slack = functions.map((_, f) => rounding * (maximum[f]! - minimum[f]!));
    const ranges = [...minimum.map((least, f) => least - slack[f]!), ...maximum.map((greatest, f) => greatest + slack[f]!)];
    const centreAt = append([...centre, ...scale, ...ranges]);
    const last = layers.length - 1;
    const layersAt = append(new Float64Array(layerSize * layers.length));
    for (const [l, { weights, biases, activation: own }] of layers.entries()) {
      const kind: Activation = own ?? (l < last ? activation : "linear");
      const inputs = weights.length / biases.length;
      const start = append(weights);
      numbers.splice(layersAt + layerSize * l, layerSize, inputs, biases.length, activations.indexOf(kind), start, append(biases));
    }
    const neurons = layers.reduce((sum, layer) => sum + layer.biases.length, 0);
    const head = [radialAt, radials.length, angularAt, angulars.length, profilesAt, profiles.length, functions.length, centreAt];
    numbers.splice(headSize * e, 12, ...head, layersAt, layers.length, outputScale, energyOffset);
    cutoffAngstrom = Math.max(cutoffAngstrom, ...functions.map((f) => f.radial.cutoff));
    most.functions = Math.max(most.functions, functions.length);
    most.profiles = Math.max(most.profiles, profiles.length);
    most.neurons = Math.max(most.neurons, neurons);
  }
  return { table: Float32Array.from(numbers), shape: { species: species.length, ...most }, cutoffAngstrom };
}

/** Form, three parameters, cutoff, cutoff form, where the cutoff function begins to fall, kind of core function. */
function numbersOfProfile(p: RadialProfile): number[] {
  if (p.form === "compact") return [4, p.left, Number(p.asymmetric), 0, p.cutoff, 0, 0, coreKinds.indexOf(p.core)];
  const form = (["hard", "cosine", "tanh-cubed", "scaled-tanh-cubed", ...coreKinds] as const).indexOf(p.cutoffForm);
  const cutoff = [p.cutoff, form, p.inner * p.cutoff, 0];
  if (p.form === "gaussian") return [1, p.eta, p.shift, 0, ...cutoff];
  if (p.form === "wave") return [2, p.kappa, 0, 0, ...cutoff];
  if (p.form === "chebyshev") return [3, p.order, 0, 0, ...cutoff];
  return [0, 0, 0, 0, ...cutoff];
}

/** Form and three parameters. */
function numbersOfAngle(p: AngularProfile): number[] {
  if (p.form === "power") return [0, p.zeta, p.lambda, 0];
  if (p.form === "chebyshev") return [2, p.order, p.domain === "pi" ? 1 : 0, 0];
  const middle = ((p.leftDegrees + p.rightDegrees) / 360) * Math.PI;
  return [1, middle, ((p.rightDegrees - p.leftDegrees) / 360) * Math.PI, coreKinds.indexOf(p.core)];
}

/** Of every ordered pair of species. */
function pairWeights({ neighbours }: AngularProduct, species: readonly number[]): number[] {
  return species.flatMap((a) =>
    species.map((b) => {
      if ("weights" in neighbours) return neighbourWeight(neighbours, a) * neighbourWeight(neighbours, b);
      const [one, two] = neighbours;
      return (one === a && two === b) || (one === b && two === a) ? 1 : 0;
    }),
  );
}

/** Functions of several centres as a model of networks without meaning, for kernels that want the functions alone. */
export function functionsAlone(functions: readonly ProductFunction[]): AtomicNetworkModel {
  const centres = [...new Set(functions.map((f) => f.centre))].sort((a, b) => a - b);
  return {
    elements: centres.map((atomicNumber) => {
      const own = functions.filter((f) => f.centre === atomicNumber);
      const zeros = new Float64Array(own.length);
      const layers = [{ weights: zeros, biases: new Float64Array(1) }];
      const ranges = { centre: zeros, scale: zeros, minimum: zeros, maximum: zeros };
      return { atomicNumber, functions: own, activation: "linear", layers, energyOffset: 0, ...ranges };
    }),
  };
}
