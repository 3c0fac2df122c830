// The inner loops of a matrix product in WebAssembly SIMD (two float64 at once), written out as instructions: scalar
// JavaScript does half as much in the same time. What it computes is in matrix-product.ts; this is only how.
//
// product(a, b, out, rows, columns, stride): addresses and byte counts in its memory. a is rows x depth, b columns x depth, both
// with `stride` bytes a row (a multiple of 32: depth in fours, zeros to fill up); out is rows x columns without gaps. Rows come
// in fours, columns in twos.

const [a, b, out, rows, columns, stride] = [0, 1, 2, 3, 4, 5];
/** Further locals: ends and pointers (i32), then sums and operands (v128). */
const [rowEnd, columnEnd, depthEnd, bRow] = [6, 7, 8, 9];
const pointers = [10, 11, 12, 13];
const [left, right] = [14, 15];
const sums = [16, 17, 18, 19, 20, 21, 22, 23];
const [x, y, p] = [24, 25, 26];

function leb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest & 0x7f) | 0x80);
  }
}

const get = (local: number): number[] => [0x20, ...leb(local)];
const set = (local: number): number[] => [0x21, ...leb(local)];
const i32 = (value: number): number[] => [0x41, ...leb(value)];
const add = 0x6a;
const multiply = 0x6c;
const lessUnsigned = 0x49;
const load = (pointer: number, offset: number): number[] => [...get(pointer), 0xfd, 0x00, 0x03, ...leb(offset)];
const addF64x2 = [0xfd, 0xf0, 0x01];
const multiplyF64x2 = [0xfd, 0xf2, 0x01];
/** Picks float64 lanes of two vectors: 0 and 1 of the first, 2 and 3 of the second. */
const shuffle = (first: number, second: number): number[] => [
  ...[0xfd, 0x0d],
  ...[first, second].flatMap((lane) => Array.from({ length: 8 }, (_, k) => 8 * lane + k)),
];
const advance = (local: number, ...by: number[]): number[] => [...get(local), ...by, add, ...set(local)];
const loopWhile = (local: number, end: number, body: number[]): number[] => [
  ...[0x03, 0x40],
  ...body,
  ...get(local),
  ...get(end),
  ...[lessUnsigned, 0x0d, 0x00, 0x0b],
];

/** Four rows of a by two of b, two float64 of each. */
function tile(offset: number): number[] {
  const code = [...load(left, offset), ...set(x), ...load(right, offset), ...set(y)];
  for (const [row, pointer] of pointers.entries()) {
    code.push(...load(pointer, offset), ...set(p));
    for (const [column, operand] of [x, y].entries()) {
      const sum = sums[2 * row + column]!;
      code.push(...get(sum), ...get(p), ...get(operand), ...multiplyF64x2, ...addF64x2, ...set(sum));
    }
  }
  return code;
}

function body(): number[] {
  const depthLoop = loopWhile(pointers[0]!, depthEnd!, [
    ...tile(0),
    ...tile(16),
    ...[...pointers, left, right].flatMap((pointer) => advance(pointer!, ...i32(32))),
  ]);
  const store = [0, 1, 2, 3].flatMap((row) => [
    // Address: out + row of the tile x bytes of an output row.
    ...get(out!),
    ...get(columns!),
    ...i32(8 * row),
    ...[multiply, add],
    ...get(sums[2 * row]!),
    ...get(sums[2 * row + 1]!),
    ...shuffle(0, 2),
    ...get(sums[2 * row]!),
    ...get(sums[2 * row + 1]!),
    ...shuffle(1, 3),
    ...addF64x2,
    ...[0xfd, 0x0b, 0x03, 0x00],
  ]);
  const columnLoop = loopWhile(bRow!, columnEnd!, [
    ...sums.flatMap((sum) => [0xfd, 0x0c, ...Array<number>(16).fill(0), ...set(sum)]),
    ...pointers.flatMap((pointer, row) => [...get(a!), ...get(stride!), ...i32(row), multiply, add, ...set(pointer)]),
    ...[...get(a!), ...get(stride!), add, ...set(depthEnd!)],
    ...[...get(bRow!), ...set(left!), ...get(bRow!), ...get(stride!), add, ...set(right!)],
    ...depthLoop,
    ...store,
    ...advance(out!, ...i32(16)),
    ...advance(bRow!, ...get(stride!), ...i32(2), multiply),
  ]);
  return [
    ...[...get(a!), ...get(rows!), ...get(stride!), multiply, add, ...set(rowEnd!)],
    ...[...get(b!), ...get(columns!), ...get(stride!), multiply, add, ...set(columnEnd!)],
    ...loopWhile(a!, rowEnd!, [
      ...[...get(b!), ...set(bRow!)],
      ...columnLoop,
      // The tile's first row of out is written; three more rows were.
      ...advance(out!, ...get(columns!), ...i32(24), multiply),
      ...advance(a!, ...get(stride!), ...i32(4), multiply),
    ]),
    0x0b,
  ];
}

function moduleBytes(): Uint8Array<ArrayBuffer> {
  const section = (id: number, content: number[]): number[] => [id, ...leb(content.length), ...content];
  const name = (text: string): number[] => [text.length, ...[...text].map((letter) => letter.charCodeAt(0))];
  const code = [0x02, 10, 0x7f, 11, 0x7b, ...body()];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [0x01, 0x60, 0x06, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x00]),
    ...section(3, [0x01, 0x00]),
    ...section(5, [0x01, 0x00, 0x10]),
    ...section(7, [0x02, ...name("memory"), 0x02, 0x00, ...name("product"), 0x00, 0x00]),
    ...section(10, [0x01, ...leb(code.length), ...code]),
  ]);
}

export interface SimdProduct {
  readonly memory: WebAssembly.Memory;
  product(a: number, b: number, out: number, rows: number, columns: number, stride: number): void;
}

/** Undefined where the machine's engine has no SIMD. */
export function createSimdProduct(): SimdProduct | undefined {
  const bytes = moduleBytes();
  if (!WebAssembly.validate(bytes)) return undefined;
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as SimdProduct;
}
