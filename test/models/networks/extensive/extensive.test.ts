// Extensive networks: what must hold for any parameters (translation by the focus, additivity, a shared context that is the
// same function), and learning the energy of Ising configurations.
import { selectBackend } from "@adatom/daemon/compute/backends/select.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { decodeSafetensors, encodeSafetensors } from "@adatom/models/formats/safetensors.ts";
import { extensiveFromSafetensors, extensiveToSafetensors } from "@adatom/models/networks/extensive/model.ts";
import { createExtensiveNetwork, type ExtensiveNetwork, sumTiles } from "@adatom/models/networks/extensive/network.ts";
import { type ExtensiveShape, isingShape, sheetShape } from "@adatom/models/networks/extensive/shape.ts";
import { cutTiles, type Images } from "@adatom/models/networks/extensive/tiles.ts";
import { parameterTensors } from "@adatom/models/networks/layers/parameters.ts";
import { extensiveStep } from "@adatom/models/training/extensive-step.ts";
import { createHostParameters } from "@adatom/models/training/parameters/host.ts";
import { dispose, memory } from "@tensorflow/tfjs-core";
import { test } from "uvu";
import * as assert from "uvu/assert";

await selectBackend("wasm");
const random = createRandom(4);

async function contributions(network: ExtensiveNetwork, parameters: Float32Array, images: Images): Promise<Float32Array> {
  const tensors = parameterTensors(network.places, parameters);
  const found = await network.contributions(tensors, images);
  dispose(tensors);
  return found;
}

/** The pixel at a wrapped position of a plane. */
const wrap = (i: number, n: number): number => ((i % n) + n) % n;
const plane = (size: number, pixel: (x: number, y: number) => number): Images => ({
  values: Float32Array.from({ length: size * size }, (_, k) => pixel(Math.floor(k / size), k % size)),
  count: 1,
  sizes: [size, size],
  channels: 1,
});

const convolutions = [
  { kind: "convolution", side: 3, stride: 2, channels: 5 },
  { kind: "convolution", side: 4, stride: 1, channels: 4 },
  { kind: "dense", width: 6 },
] as const;
const shapes: readonly ExtensiveShape[] = (["zero", "shared"] as const).map((borders) => ({
  dimensions: 2,
  channels: 1,
  focus: 4,
  context: 2,
  layers: convolutions,
  borders,
}));
const pixels = Float32Array.from({ length: 144 }, () => random.normal());
const image = plane(12, (x, y) => pixels[12 * x + y]!);

for (const shape of [...shapes, { ...isingShape(), layers: [{ kind: "dense", width: 9 }] } as const]) {
  const network = createExtensiveNetwork(shape);
  const parameters = network.firstParameters(random);
  const { focus } = shape;
  const tiles = 12 / focus;

  test(`focus ${focus}, ${shape.borders}: moving the image by the focus moves the map`, async () => {
    const before = memory().numTensors;
    const map = await contributions(network, parameters, image);
    const moved = await contributions(
      network,
      parameters,
      plane(12, (x, y) => pixels[12 * wrap(x - focus, 12) + wrap(y + 2 * focus, 12)]!),
    );
    // The same products in another order at most: float32.
    for (let k = 0; k < map.length; k++) {
      const from = map[wrap(Math.floor(k / tiles) - 1, tiles) * tiles + wrap((k % tiles) + 2, tiles)]!;
      assert.ok(Math.abs(moved[k]! - from) < 1e-5, `tile ${k}: ${moved[k]} against ${from}`);
    }
    assert.is(memory().numTensors, before);
  });

  test(`focus ${focus}, ${shape.borders}: the prediction for two by two images is four times that for one`, async () => {
    const [one] = sumTiles(await contributions(network, parameters, image), 1);
    const [four] = sumTiles(
      await contributions(
        network,
        parameters,
        plane(24, (x, y) => pixels[12 * (x % 12) + (y % 12)]!),
      ),
      1,
    );
    assert.ok(Math.abs(four! - 4 * one!) < 1e-5 * tiles * tiles * 4);
  });
}

test("dense layers alone: the whole image at once is the same function as tile by tile", async () => {
  const shape = isingShape();
  const byTile = createExtensiveNetwork(shape, false);
  const atOnce = createExtensiveNetwork(shape, true);
  const parameters = byTile.firstParameters(random);
  const [a, b] = [await contributions(byTile, parameters, image), await contributions(atOnce, parameters, image)];
  for (let k = 0; k < a.length; k++) assert.ok(Math.abs(a[k]! - b[k]!) < 1e-5, `tile ${k}: ${a[k]} against ${b[k]}`);
});

test("images that would need too much memory at once are taken in pieces, with the same result", async () => {
  const network = createExtensiveNetwork(shapes[0]!);
  const parameters = network.firstParameters(random);
  const batch = { values: Float32Array.from({ length: 5 * 144 }, () => random.normal()), count: 5, sizes: [12, 12], channels: 1 };
  const whole = await contributions(network, parameters, batch);
  const pieces = await contributions(createExtensiveNetwork(shapes[0]!, false, 2000), parameters, batch);
  for (let k = 0; k < whole.length; k++) assert.ok(Math.abs(whole[k]! - pieces[k]!) < 1e-5);
});

test("the paper's networks have their sizes", () => {
  assert.is(createExtensiveNetwork(isingShape()).parameterCount, 9 * 288 + 288 + 288 * 64 + 64 + 64 * 64 + 64 + 64 + 1);
  const sheet = createExtensiveNetwork(sheetShape());
  assert.is(sheet.places.length, 2 * 15);
  assert.equal(sheet.places.at(-4)!.shape, [16 * 16 * 32, 1024]);
  assert.equal(createExtensiveNetwork(sheetShape("shared")).places, sheet.places);
});

test("tiles in one and three dimensions are cut with wrap, channels together", () => {
  const line = { values: Float32Array.of(0, 10, 1, 11, 2, 12, 3, 13), count: 1, sizes: [4], channels: 2 };
  assert.equal([...cutTiles(line, 2, 1)], [3, 13, 0, 10, 1, 11, 2, 12, 1, 11, 2, 12, 3, 13, 0, 10]);
  const box = { values: Float32Array.from({ length: 8 }, (_, k) => k), count: 1, sizes: [2, 2, 2], channels: 1 };
  // A side of 3 over two points: 1, 0, 1 along each axis.
  const expected = [1, 0, 1].flatMap((z) => [1, 0, 1].flatMap((y) => [1, 0, 1].map((x) => 4 * z + 2 * y + x)));
  assert.equal([...cutTiles(box, 1, 1).subarray(0, 27)], expected);
});

test("what does not fit is refused with its numbers", async () => {
  const network = createExtensiveNetwork(shapes[0]!);
  const parameters = network.firstParameters(random);
  const failure = async (images: Images): Promise<string> =>
    contributions(network, parameters, images).then(
      () => "",
      (error: Error) => error.message,
    );
  assert.match(await failure(plane(10, () => 0)), /10 is no multiple of the focus of 4/);
  assert.match(await failure({ ...image, channels: 2 }), /2 channels/);
  assert.throws(() => createExtensiveNetwork({ ...shapes[0]!, focus: 3, context: 2 }), /stride of 2 does not divide its input's size of 7/);
  assert.throws(() => createExtensiveNetwork(shapes[0]!, true), /cannot be shared/);
  const stored = extensiveToSafetensors({ shape: shapes[0]!, parameters });
  const back = extensiveFromSafetensors(decodeSafetensors(encodeSafetensors(stored)));
  assert.equal(back.parameters, parameters);
  assert.equal(back.shape, shapes[0]);
  assert.throws(() => extensiveFromSafetensors({ ...stored, metadata: { ...stored.metadata, shape: "[]" } }), /shape must be an object/);
});

test("the energy of 8 x 8 Ising configurations is learned, and holds for 16 x 16 ones", async () => {
  const before = memory().numTensors;
  const network = createExtensiveNetwork({
    ...isingShape(),
    layers: [
      { kind: "dense", width: 64 },
      { kind: "dense", width: 24 },
    ],
  });
  /** Spins of every order from none to nearly full: energies spread over the whole range. */
  const draw = (count: number, size: number): { images: Images; energies: Float64Array } => {
    const values = new Float32Array(count * size * size);
    const energies = new Float64Array(count);
    for (let n = 0; n < count; n++) {
      const up = random.uniform();
      const spins = values.subarray(n * size * size, (n + 1) * size * size);
      for (let k = 0; k < spins.length; k++) spins[k] = random.uniform() < up ? 1 : -1;
      for (let x = 0; x < size; x++)
        for (let y = 0; y < size; y++)
          energies[n]! -= spins[x * size + y]! * (spins[((x + 1) % size) * size + y]! + spins[x * size + ((y + 1) % size)]!);
    }
    return { images: { values, count, sizes: [size, size], channels: 1 }, energies };
  };
  const store = createHostParameters(network.places, network.firstParameters(createRandom(2)));
  for (let step = 0; step < 700; step++) {
    const { images, energies } = draw(32, 8);
    await extensiveStep(network, store, images, energies, 6e-3 * 0.9925 ** step + 2e-5);
  }
  for (const [size, most] of [
    [8, 2],
    [16, 8],
  ] as const) {
    const { images, energies } = draw(60, size);
    const found = sumTiles(await network.contributions(store.tensors, images), 60);
    const errors = found.map((energy, n) => Math.abs(energy - energies[n]!)).sort();
    // In J. Energies lie 4 J apart: seconds of training tell each from the next (0.9 J were seen; the paper's 500 epochs reach
    // 0.03). The error of four times as many tiles is at most four times as large.
    assert.ok(errors[30]! < most, `median error ${errors[30]} J for ${size} x ${size}`);
  }
  store.dispose();
  assert.is(memory().numTensors, before);
});

test.run();
