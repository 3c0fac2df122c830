// One element's network file of aenet (.nn, .ann, .nn.ascii): the network, the set-up of its basis, and what its training
// set was. Here as the file has it; aenet-model.ts says what it means.
import type { ReadResult } from "../../potentials/files/read-result.ts";
import { AenetAscii, AenetAsciiWriter } from "./aenet-ascii.ts";
import { AenetError, type AenetSink, type AenetSource } from "./aenet-medium.ts";
import { FortranRecords, FortranRecordWriter } from "./fortran-records.ts";

/** How the surroundings of one species are described: also what a .stp file holds. */
export interface AenetSetup {
  readonly description: string;
  readonly atomType: string;
  readonly environmentTypes: readonly string[];
  /** Angstrom. */
  readonly minimumDistance: number;
  readonly cutoff: number;
  /** "Chebyshev" or "Behler2011". */
  readonly basis: string;
  /** Type of every function (1 to 5), 0 for Chebyshev. */
  readonly functions: readonly number[];
  /** Four of every function; Chebyshev: radial Rc, radial N, angular Rc, angular N of the first. */
  readonly parameters: Float64Array;
  /** Two of every function: indices into environmentTypes, from 1. */
  readonly neighbours: readonly number[];
}

/** What the functions were over the training set. */
export interface AenetStatistics {
  readonly evaluations: number;
  readonly minimum: Float64Array;
  readonly maximum: Float64Array;
  readonly average: Float64Array;
  /** Mean of the squares. */
  readonly covariance: Float64Array;
}

export interface AenetNetwork {
  /** Nodes of all layers, inputs first. */
  readonly nodes: readonly number[];
  /** 0 linear, 1 tanh, 2 sigmoid, 3 scaled tanh, 4 twisted tanh; of all layers but the first. */
  readonly activations: readonly number[];
  /** Layer after layer: inputs x outputs row by input, then biases. */
  readonly weights: Float64Array;
  readonly setup: AenetSetup;
  readonly statistics: AenetStatistics;
  readonly trainingSet: {
    readonly file: string;
    readonly normalized: boolean;
    readonly scale: number;
    readonly shift: number;
    readonly types: readonly string[];
    readonly atomEnergies: Float64Array;
    readonly atoms: number;
    readonly structures: number;
    /** Minimum, maximum and average, eV/atom. */
    readonly energies: readonly [number, number, number];
  };
}

const descriptionLength = 1024;
const basisLength = 100;
const parametersPerFunction = 4;

/** A network file, binary (bytes) or ASCII (text). */
export function readAenetNetwork(content: Uint8Array | string): ReadResult<AenetNetwork> {
  return guarded(() => {
    const source = typeof content === "string" ? new AenetAscii(content) : new FortranRecords(content);
    return readNetwork(source);
  });
}

export function writeAenetBinary(network: AenetNetwork): Uint8Array {
  const sink = new FortranRecordWriter();
  writeNetwork(network, sink);
  return sink.bytes();
}

export function writeAenetAscii(network: AenetNetwork): string {
  const sink = new AenetAsciiWriter();
  writeNetwork(network, sink);
  return sink.content();
}

/** The value of `read`, or what it threw as a problem. */
export function guarded<T>(read: () => T): ReadResult<T> {
  try {
    return { value: read(), problems: [] };
  } catch (error) {
    if (!(error instanceof AenetError)) throw error;
    const message = `${error.message[0]!.toUpperCase()}${error.message.slice(1)}`;
    return {
      value: undefined,
      problems: [{ severity: "error", code: "bad-aenet-file", message, line: error.line, column: 0, endColumn: 0 }],
    };
  }
}

function readNetwork(source: AenetSource): AenetNetwork {
  const count = (what: string, most: number): number => {
    const [value] = source.integers(1, what) as [number];
    if (value < 0 || value > most)
      throw new AenetError(`${what} is ${value}, which cannot be. The file is damaged, or no network of aenet.`);
    return value;
  };
  const layers = count("the number of layers", 100);
  const widest = count("the largest number of nodes", 100_000);
  const size = count("the number of weights", 50_000_000);
  count("the number of values", 1_000_000);
  const nodes = source.integers(layers, "the numbers of nodes");
  const activations = source.integers(Math.max(layers - 1, 0), "the activations");
  source.integers(layers, "the places of weights");
  source.integers(layers, "the places of values");
  const weights = source.reals(size, "the weights");
  const needed = nodes.slice(1).reduce((sum, width, l) => sum + width * (nodes[l]! + 1), 0);
  if (layers < 2 || nodes.some((width) => width < 1 || width > widest) || needed !== size)
    throw new AenetError(
      `layers of ${nodes.join(", ")} nodes need ${needed} weights, and the file has ${size}. It is damaged; fetch it again.`,
    );
  const { setup, statistics } = readAenetSetup(source);
  if (setup.functions.length !== nodes[0])
    throw new AenetError(
      `the network has ${nodes[0]} inputs and the set-up ${setup.functions.length} functions. The file is damaged; fetch it again.`,
    );
  const file = source.text(descriptionLength, "the name of the training set");
  const normalized = source.logical("whether energies were normalised");
  const [scale] = source.reals(1, "the energy scale") as unknown as [number];
  const [shift] = source.reals(1, "the energy shift") as unknown as [number];
  const species = count("the number of species", 200);
  const types = source.names(species, "the species");
  const atomEnergies = source.reals(species, "the atomic energies");
  const [atoms] = source.integers(1, "the number of atoms") as [number];
  const [structures] = source.integers(1, "the number of structures") as [number];
  const [lowest, highest, average] = source.reals(3, "the range of energies") as unknown as [number, number, number];
  return {
    nodes,
    activations,
    weights,
    setup,
    statistics,
    trainingSet: { file, normalized, scale, shift, types, atomEnergies, atoms, structures, energies: [lowest, highest, average] },
  };
}

/** The set-up inside a network or a training-set file. @throws AenetError */
export function readAenetSetup(source: AenetSource): { setup: AenetSetup; statistics: AenetStatistics } {
  const description = source.text(descriptionLength, "the description");
  const [atomType] = source.names(1, "the species in the centre") as [string];
  const [species] = source.integers(1, "the number of neighbour species") as [number];
  if (species < 1 || species > 200) throw new AenetError(`the number of neighbour species is ${species}, which cannot be.`);
  const environmentTypes = source.names(species, "the neighbour species");
  const [minimumDistance] = source.reals(1, "the shortest distance") as unknown as [number];
  const [cutoff] = source.reals(1, "the cutoff") as unknown as [number];
  const basis = source.text(basisLength, "the kind of basis");
  const [size] = source.integers(1, "the number of functions") as [number];
  const [width] = source.integers(1, "the number of parameters") as [number];
  if (size < 1 || size > 100_000 || width !== parametersPerFunction)
    throw new AenetError(`${size} functions of ${width} parameters cannot be. The file is damaged, or of another version of aenet.`);
  const functions = source.integers(size, "the types of functions");
  const parameters = source.reals(size * width, "the parameters of functions");
  const per = source.environmentWidth(species);
  const listed = source.integers(size * per, "the neighbours of functions");
  // With one species the ASCII form has one entry a function; the second of an angular one can only be the same.
  const second = (k: number): number => (per > 1 ? listed[k * per + 1]! : functions[k]! >= 4 ? listed[k * per]! : 0);
  const neighbours = functions.flatMap((_, k) => [listed[k * per]!, second(k)]);
  const [evaluations] = source.integers(1, "the number of evaluations") as [number];
  const minimum = source.reals(size, "the minima of functions");
  const maximum = source.reals(size, "the maxima of functions");
  const average = source.reals(size, "the averages of functions");
  const covariance = source.reals(size, "the mean squares of functions");
  const setup: AenetSetup = { description, atomType, environmentTypes, minimumDistance, cutoff, basis, functions, parameters, neighbours };
  return { setup, statistics: { evaluations, minimum, maximum, average, covariance } };
}

function writeNetwork({ nodes, activations, weights, setup, statistics, trainingSet }: AenetNetwork, sink: AenetSink): void {
  const values = nodes.reduce((sum, width) => sum + width + 1, 0) - 1;
  sink.integers([nodes.length]);
  sink.integers([Math.max(...nodes)]);
  sink.integers([weights.length]);
  sink.integers([values]);
  sink.integers(nodes);
  sink.integers(activations);
  // Where each layer's weights and values begin, as aenet counts: weights from the second layer on, values with a bias each.
  sink.integers(nodes.map((_, l) => nodes.slice(1, l + 1).reduce((sum, width, k) => sum + width * (nodes[k]! + 1), 0)));
  sink.integers(nodes.map((_, l) => nodes.slice(0, l).reduce((sum, width) => sum + width + 1, 0)));
  sink.reals(weights);
  writeAenetSetup(setup, statistics, sink);
  sink.text(trainingSet.file, descriptionLength);
  sink.logical(trainingSet.normalized);
  sink.reals([trainingSet.scale]);
  sink.reals([trainingSet.shift]);
  sink.integers([trainingSet.types.length]);
  sink.names(trainingSet.types);
  sink.reals(trainingSet.atomEnergies);
  sink.integers([trainingSet.atoms]);
  sink.integers([trainingSet.structures]);
  sink.reals(trainingSet.energies);
}

/** The set-up inside a network or a training-set file. */
export function writeAenetSetup(setup: AenetSetup, statistics: AenetStatistics, sink: AenetSink): void {
  sink.text(setup.description, descriptionLength);
  sink.names([setup.atomType]);
  sink.integers([setup.environmentTypes.length]);
  sink.names(setup.environmentTypes);
  sink.reals([setup.minimumDistance]);
  sink.reals([setup.cutoff]);
  sink.text(setup.basis, basisLength);
  sink.integers([setup.functions.length]);
  sink.integers([parametersPerFunction]);
  sink.integers(setup.functions);
  sink.reals(setup.parameters);
  const per = sink.environmentWidth(setup.environmentTypes.length);
  sink.integers(setup.functions.flatMap((_, k) => Array.from({ length: per }, (_unused, j) => (j < 2 ? setup.neighbours[2 * k + j]! : 0))));
  sink.integers([statistics.evaluations]);
  sink.reals(statistics.minimum);
  sink.reals(statistics.maximum);
  sink.reals(statistics.average);
  sink.reals(statistics.covariance);
}
