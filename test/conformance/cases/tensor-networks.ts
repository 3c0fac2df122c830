// Small forms of every tensor network: output, loss, and the gradient of every parameter array along a direction, on tensors and in
// float64 loops (whose slopes are central differences).
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { createDirectForceNetwork } from "@adatom/models/networks/direct-force/network.ts";
import { createExtensiveNetwork } from "@adatom/models/networks/extensive/network.ts";
import type { ExtensiveShape } from "@adatom/models/networks/extensive/shape.ts";
import { type ParameterPlace, parameterTensors } from "@adatom/models/networks/layers/parameters.ts";
import { createVoxelAutoencoder, type VoxelAutoencoderShape } from "@adatom/models/networks/voxel-autoencoder/network.ts";
import { directForceGradient } from "@adatom/models/training/direct-force-step.ts";
import { extensiveGradient } from "@adatom/models/training/extensive-step.ts";
import type { LossGradient } from "@adatom/models/training/loss-gradient.ts";
import { voxelAutoencoderGradient } from "@adatom/models/training/voxel-autoencoder-step.ts";
import { dispose, type Tensor, tensor } from "@tensorflow/tfjs-core";
import { type PlainArray, plain, sizeOf } from "../plain-array.ts";
import { plainAutoencoder, plainDirectForce, plainExtensive } from "../plain-networks.ts";
import type { ConformanceCase, Result } from "../suite/case.ts";

interface TensorNetwork {
  /** The folder in models/networks. */
  readonly folder: string;
  readonly name: string;
  readonly places: readonly ParameterPlace[];
  readonly parameters: Float32Array;
  output(parameters: readonly Tensor[]): Promise<Float32Array>;
  gradient(parameters: readonly Tensor[]): Promise<LossGradient>;
  plainOutput(parameters: Float64Array): Float64Array;
  plainLoss(parameters: Float64Array): number;
}

const random = createRandom(5);
const draw = (shape: readonly number[]): PlainArray => plain(shape, () => Math.fround(random.normal()));
/** First weights, and biases that are not zero. */
function drawParameters(places: readonly ParameterPlace[], first: Float32Array): Float32Array {
  for (const { name, offset, size } of places) {
    if (name.endsWith("biases")) for (let k = offset; k < offset + size; k++) first[k] = 0.1 * random.normal();
  }
  return first;
}

function meanSquare(values: Float64Array, targets: ArrayLike<number>): number {
  return values.reduce((sum, v, k) => sum + (v - targets[k]!) ** 2, 0) / values.length;
}

const networks: TensorNetwork[] = [];

for (const species of [true, false]) {
  const shape = { neighbours: 4, species, hidden: [13, 7] };
  const network = createDirectForceNetwork(shape);
  const inputs = draw([9, network.inShape[0]!]);
  const batch = { inputs: Float32Array.from(inputs.values), forces: Float32Array.from(draw([9, 3]).values) };
  const plainOutput = (parameters: Float64Array): Float64Array => plainDirectForce(shape, network.places, parameters, inputs).values;
  networks.push({
    folder: "direct-force",
    name: `${species ? 5 : 4} N inputs`,
    places: network.places,
    parameters: drawParameters(network.places, network.firstParameters(random)),
    async output(parameters) {
      const x = tensor(batch.inputs, [9, network.inShape[0]!]);
      const y = network.run(x, parameters);
      const values = await y.data<"float32">();
      x.dispose();
      y.dispose();
      return values;
    },
    gradient: (parameters) => directForceGradient(network, parameters, batch),
    plainOutput,
    plainLoss: (parameters) => meanSquare(plainOutput(parameters), batch.forces),
  });
}

const dense = (...widths: number[]): ExtensiveShape["layers"] => widths.map((width) => ({ kind: "dense", width }) as const);
const convolutions: ExtensiveShape["layers"] = [
  { kind: "convolution", side: 3, stride: 2, channels: 4 },
  { kind: "convolution", side: 4, stride: 1, channels: 3 },
  { kind: "convolution", side: 2, stride: 1, channels: 2 },
  ...dense(5),
];
const extensive: readonly (ExtensiveShape & { readonly sizes: readonly number[] })[] = [
  { dimensions: 1, channels: 2, focus: 2, context: 1, layers: dense(6), borders: "zero", sizes: [6] },
  { dimensions: 2, channels: 1, focus: 1, context: 1, layers: dense(9, 4), borders: "zero", sizes: [3, 4] },
  { dimensions: 3, channels: 1, focus: 2, context: 1, layers: dense(5), borders: "zero", sizes: [2, 4, 2] },
  { dimensions: 1, channels: 1, focus: 4, context: 2, layers: convolutions, borders: "zero", sizes: [8] },
  { dimensions: 2, channels: 1, focus: 4, context: 2, layers: convolutions, borders: "zero", sizes: [8, 4] },
  { dimensions: 1, channels: 1, focus: 4, context: 2, layers: convolutions, borders: "shared", sizes: [8] },
  { dimensions: 2, channels: 2, focus: 4, context: 2, layers: convolutions, borders: "shared", sizes: [8, 4] },
  {
    dimensions: 3,
    channels: 1,
    focus: 2,
    context: 2,
    layers: [...convolutions.slice(0, 1), ...dense(4)],
    borders: "shared",
    sizes: [4, 2, 4],
  },
  // A tile that is no whole number of steps long, and one longer than two.
  {
    dimensions: 2,
    channels: 1,
    focus: 3,
    context: 1,
    layers: [{ kind: "convolution", side: 3, stride: 1, channels: 2 }, ...dense(4)],
    borders: "shared",
    sizes: [6, 3],
  },
  { dimensions: 2, channels: 2, focus: 1, context: 2, layers: dense(6), borders: "shared", sizes: [4, 3] },
];
for (const { sizes, ...shape } of extensive) {
  const network = createExtensiveNetwork(shape);
  const inputs = draw([3, ...sizes, shape.channels]);
  const images = { values: Float32Array.from(inputs.values), count: 3, sizes, channels: shape.channels };
  const targets = Float64Array.of(0.7, -1.1, 0.2);
  const plainOutput = (parameters: Float64Array): Float64Array => plainExtensive(shape, network.places, parameters, inputs).values;
  const layers = shape.layers.some(({ kind }) => kind === "convolution") ? "convolutions" : "dense layers";
  networks.push({
    folder: "extensive",
    name: `${shape.dimensions}-D, ${layers}, ${shape.borders}, ${[...sizes, shape.channels].join(" x ")}`,
    places: network.places,
    parameters: drawParameters(network.places, network.firstParameters(random)),
    output: (parameters) => network.contributions(parameters, images),
    gradient: (parameters) => extensiveGradient(network, parameters, images, targets),
    plainOutput,
    plainLoss(parameters) {
      const tiles = plainOutput(parameters);
      const each = tiles.length / 3;
      return meanSquare(
        targets.map((_, n) => tiles.subarray(n * each, (n + 1) * each).reduce((sum, v) => sum + v, 0)),
        targets,
      );
    },
  });
}

const autoencoders: readonly VoxelAutoencoderShape[] = [
  { side: 4, channels: 1, widths: [3, 4], filter: 4, latent: null },
  { side: 8, channels: 2, widths: [2, 3], filter: 2, latent: 5 },
];
for (const shape of autoencoders) {
  const network = createVoxelAutoencoder(shape);
  const { places, inShape } = network.whole;
  const inputs = draw([2, ...inShape]);
  const images = Float32Array.from(inputs.values);
  const plainOutput = (parameters: Float64Array): Float64Array => plainAutoencoder(shape, places, parameters, inputs).values;
  networks.push({
    folder: "voxel-autoencoder",
    name: `${shape.side}^3 x ${shape.channels}, latent ${shape.latent ?? "as it is"}`,
    places,
    parameters: drawParameters(places, network.whole.firstParameters(random)),
    async output(parameters) {
      const x = tensor(images, [2, ...inShape]);
      const parts = network.partition(parameters);
      const vectors = network.encoder.run(x, parts.encoder);
      const y = network.decoder.run(vectors, parts.decoder);
      const values = await y.data<"float32">();
      for (const made of [x, vectors, y]) made.dispose();
      return values;
    },
    gradient: (parameters) => voxelAutoencoderGradient(network, parameters, images),
    plainOutput,
    plainLoss: (parameters) => meanSquare(plainOutput(parameters), images),
  });
}

/** Derivatives of the plain loss, one place at a time, along `direction`, by central differences. */
function plainSlopes(one: TensorNetwork, direction: Float64Array): number[] {
  const start = Float64Array.from(one.parameters);
  const step = 1e-6;
  return one.places.map(({ offset, size }) => {
    const at = (by: number): number => one.plainLoss(start.map((p, k) => (k >= offset && k < offset + size ? p + by * direction[k]! : p)));
    return (at(step) - at(-step)) / (2 * step);
  });
}

function networkCase(one: TensorNetwork): ConformanceCase {
  const { places } = one;
  const count = places.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const direction = Float64Array.from({ length: count }, (_, k) => Math.sin(2.3 * k + 0.7));
  return {
    subject: `${one.folder} network`,
    name: one.name,
    covers: [`networks/${one.folder}`, "networks/layers"],
    reference() {
      const parameters = Float64Array.from(one.parameters);
      return [
        { quantity: "output of a tensor network", values: one.plainOutput(parameters) },
        { quantity: "loss of a tensor network", values: [one.plainLoss(parameters)] },
        ...plainSlopes(one, direction).map((slope): Result => ({ quantity: "slopes of the loss", values: [slope] })),
      ];
    },
    async onTensors() {
      const parameters = parameterTensors(places, one.parameters);
      const output = await one.output(parameters);
      const { loss, gradients } = await one.gradient(parameters);
      const slopes: Result[] = [];
      for (const [p, { name, shape, offset, size }] of places.entries()) {
        if (`${gradients[p]!.shape}` !== `${shape}`)
          throw new Error(`gradient of ${name} has the shape [${gradients[p]!.shape}], not [${shape}]`);
        const values = await gradients[p]!.data();
        let [slope, square] = [0, 0];
        for (let k = 0; k < size; k++) {
          slope += values[k]! * direction[offset + k]!;
          square += (values[k]! * direction[offset + k]!) ** 2;
        }
        slopes.push({ quantity: "slopes of the loss", values: [slope], scale: Math.sqrt(square * size) });
      }
      dispose([...parameters, ...gradients]);
      return [
        { quantity: "output of a tensor network", values: output },
        { quantity: "loss of a tensor network", values: [loss] },
        ...slopes,
      ];
    },
  };
}

export const tensorNetworkCases: readonly ConformanceCase[] = networks.map(networkCase);
