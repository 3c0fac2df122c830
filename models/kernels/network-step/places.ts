// The memory of the kernel of network steps, as kernel.c reads it: what belongs to a network, and what to a step over some rows.
import type { NetworkShape } from "../../training/network-step.ts";

/** As in network-step/kernel.c: words of its structures, and rows that are worked on together. */
export const layerWords = 15;
export const networkWords = 20;
const block = 48;

export const padded = (size: number): number => (size + 7) & ~7;

/** A hidden layer's places among what belongs to a network, bytes, and its sizes. */
interface LayerPlaces {
  readonly inputs: number;
  readonly outputs: number;
  readonly width: number;
  readonly weights: number;
  readonly turned: number;
  readonly biases: number;
  readonly ofBlock: readonly number[];
  readonly weightGradient: number;
  readonly biasGradient: number;
}

const reserving = (): { reserve(size: number): number; bytes(): number } => {
  let bytes = 0;
  return {
    reserve(size) {
      const start = bytes;
      bytes += (size + 15) & ~15;
      return start;
    },
    bytes: () => bytes,
  };
};

/** Where everything lies that belongs to a network, and what all its steps work with one after the other; bytes from its beginning. */
export function networkPlaces({ hidden, inputSize, columns }: NetworkShape) {
  const { reserve, bytes } = reserving();
  const head = reserve(4 * (networkWords + layerWords * hidden.length));
  const layers = hidden.map((outputs, l): LayerPlaces => {
    const inputs = l === 0 ? inputSize : hidden[l - 1]!;
    const width = padded(outputs);
    return {
      ...{ inputs, outputs, width },
      weights: reserve(4 * inputs * width),
      turned: reserve(4 * outputs * padded(inputs)),
      biases: reserve(4 * width),
      ofBlock: [0, 1, 2].map(() => reserve(4 * block * width)),
      weightGradient: reserve(8 * inputs * width),
      biasGradient: reserve(8 * width),
    };
  });
  const first = layers[0]!.width;
  const last = layers.at(-1)!.width;
  const widest = Math.max(padded(columns), ...layers.map(({ width }) => width));
  const matrices = [(columns + inputSize) * first, ...layers.map(({ inputs, width }) => inputs * width)];
  const places = {
    ...{ head, layers },
    lastWeights: reserve(4 * last),
    transform: reserve(4 * columns * inputSize),
    first: reserve(4 * columns * first),
    firstTurned: reserve(4 * layers[0]!.outputs * padded(columns)),
    block: reserve(4 * Math.max(block * widest, ...matrices)),
    columnGradient: reserve(8 * columns * first),
    lastGradient: reserve(8 * (last + 1)),
  };
  return { ...places, bytes: bytes() };
}

/** Addresses of what a step's rows need. */
export interface RowPlaces {
  readonly given: number;
  readonly energies: number;
  readonly gradients: number;
  readonly e: number;
  readonly v: number;
  /** Of each layer: values, slopes, bent, inside. */
  readonly layers: readonly (readonly number[])[];
}

/** A step's structures come first. */
export function rowPlaces({ hidden, inputSize, columns }: NetworkShape, rows: number): { bytes: number; from(start: number): RowPlaces } {
  const { reserve, bytes } = reserving();
  reserve(4 * (networkWords + layerWords * hidden.length));
  const given = reserve(4 * rows * inputSize);
  const [energies, gradients, e, v] = [rows, rows * columns, rows, rows * columns].map((size) => reserve(4 * size)) as [
    number,
    number,
    number,
    number,
  ];
  const layers = hidden.map((outputs) => [0, 1, 2, 3].map(() => reserve(4 * rows * padded(outputs))));
  return {
    bytes: bytes(),
    from: (start) => ({
      given: start + given,
      energies: start + energies,
      gradients: start + gradients,
      e: start + e,
      v: start + v,
      layers: layers.map((own) => own.map((place) => start + place)),
    }),
  };
}
