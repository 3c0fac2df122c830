// safetensors: round trips, and headers that must be refused.
import { decodeSafetensors, encodeSafetensors, SafetensorsError } from "@adatom/models/formats/safetensors.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const content = {
  tensors: {
    weights: { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, Number.NaN, -0, Number.POSITIVE_INFINITY) },
    energies: { shape: [2], data: Float64Array.of(Math.PI, -1e-300) },
    species: { shape: [3], data: Uint8Array.of(14, 8, 1) },
    steps: { shape: [], data: Int32Array.of(-7) },
    counts: { shape: [1, 1], data: BigInt64Array.of(-(2n ** 62n)) },
    none: { shape: [0, 4], data: new Float64Array(0) },
  },
  metadata: { format: "adatom", "\u00e9": "\u2212" },
};

/** A file of this header and this many bytes of data. */
function file(header: unknown, dataBytes: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const refused = (bytes: Uint8Array, pattern: RegExp, tensor?: string): void => {
  try {
    decodeSafetensors(bytes);
  } catch (error) {
    assert.instance(error, SafetensorsError);
    assert.match((error as SafetensorsError).message, pattern);
    assert.is((error as SafetensorsError).tensor, tensor);
    return;
  }
  assert.unreachable(`taken without a word: ${pattern}`);
};

test("tensors of every type and text come back bit for bit, from a view at any offset", () => {
  const bytes = encodeSafetensors(content);
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  for (const source of [bytes, shifted.subarray(3)]) {
    const { tensors, metadata } = decodeSafetensors(source);
    assert.equal(metadata, content.metadata);
    assert.equal(Object.keys(tensors).sort(), Object.keys(content.tensors).sort());
    for (const [name, { shape, data }] of Object.entries(content.tensors)) {
      assert.equal(tensors[name]!.shape, shape);
      assert.is(tensors[name]!.data.constructor, data.constructor);
      assert.equal(new Uint8Array(tensors[name]!.data.buffer), new Uint8Array(data.buffer), name);
    }
  }
});

test("the layout is the public one: length, JSON padded with blanks to 8, data in order", () => {
  const bytes = encodeSafetensors({ tensors: { a: { shape: [1], data: Float32Array.of(1) } }, metadata: {} });
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  assert.is(length % 8, 0);
  assert.is(new TextDecoder().decode(bytes.subarray(8, 8 + length)).trimEnd(), '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}');
  assert.equal([...bytes.subarray(8 + length)], [0, 0, 0x80, 0x3f]);
});

test("whatever a header says wrongly is refused, naming the tensor", () => {
  const entry = (fields: object): object => ({ a: { dtype: "F32", shape: [2], data_offsets: [0, 8], ...fields } });
  refused(new Uint8Array(5), /too few for a header/);
  refused(new Uint8Array(16).fill(255), /no safetensors file/);
  refused(encodeSafetensors(content).subarray(0, 40), /cut short/);
  refused(file("[]", 0), /does not begin with/);
  refused(file("{", 0), /broken at character/);
  refused(file(`{"a":${"[".repeat(1000)}`, 0), /nested/);
  refused(file('{"a":1,"a":1}', 0), /stands twice/);
  refused(file(entry({}), 7), /ends? at byte 8/, "a");
  refused(file(entry({ dtype: "BF16" }), 8), /dtype/, "a");
  refused(file(entry({ dtype: "constructor" }), 8), /dtype/, "a");
  refused(file(entry({ shape: [3] }), 8), /takes 12 bytes/, "a");
  refused(file(entry({ shape: [-2] }), 8), /shape/, "a");
  refused(file(entry({ shape: [1.5] }), 8), /shape/, "a");
  refused(file(entry({ shape: [2 ** 40, 2 ** 40] }), 8), /takes/, "a");
  refused(file(entry({ data_offsets: [8, 0] }), 8), /data_offsets/, "a");
  refused(file(entry({ extra: 1 }), 8), /unknown field/, "a");
  refused(file(entry({}), 12), /belong to no tensor/);
  refused(file({ ...entry({}), b: { dtype: "U8", shape: [4], data_offsets: [4, 8] } }, 8), /overlap/, "b");
  refused(file({ ...entry({}), b: { dtype: "U8", shape: [4], data_offsets: [12, 16] } }, 16), /hole/, "b");
  refused(file({ __metadata__: { a: 1 } }, 0), /__metadata__/);
  assert.throws(() => encodeSafetensors({ tensors: { a: { shape: [3], data: new Float64Array(2) } }, metadata: {} }), /does not fit/);
});

test("no single flipped bit of a header passes for the same file, and none throws anything but SafetensorsError", () => {
  const bytes = encodeSafetensors(content);
  const headerEnd = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
  for (let bit = 0; bit < headerEnd * 8; bit++) {
    const broken = bytes.slice();
    broken[bit >> 3]! ^= 1 << (bit & 7);
    try {
      const { tensors, metadata } = decodeSafetensors(broken);
      const names = JSON.stringify([
        Object.entries(tensors).map(([name, { shape, data }]) => [name, shape, data.constructor.name]),
        metadata,
      ]);
      const original = decodeSafetensors(bytes);
      const before = JSON.stringify([
        Object.entries(original.tensors).map(([name, { shape, data }]) => [name, shape, data.constructor.name]),
        original.metadata,
      ]);
      // Blanks that pad the header may become other blanks.
      assert.ok(names !== before || bytes[bit >> 3] === 32, `bit ${bit}`);
    } catch (error) {
      assert.instance(error, SafetensorsError, `bit ${bit}: ${String(error)}`);
    }
  }
});

test.run();
