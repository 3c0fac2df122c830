// Tiled matrix products against the plain sum, for sizes on and off the tiles' edges.
import { createRandom } from "@adatom/models/dynamics/random.ts";
import { multiplyByTransposed, transpose } from "@adatom/models/kernels/matrix-product.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const random = createRandom(1);
const draw = (length: number): Float64Array => Float64Array.from({ length }, () => random.normal());

test("rows by rows, written or added", () => {
  for (const [rows, columns, depth] of [
    [1, 1, 1],
    [4, 2, 3],
    [5, 3, 7],
    [9, 6, 2],
    [8, 1, 16],
    [3, 5, 0],
    [17, 33, 29],
    [16, 40, 64],
    [5, 3, 701],
  ] as const) {
    const [a, b, before] = [draw(rows * depth), draw(columns * depth), draw(rows * columns)];
    for (const accumulate of [false, true]) {
      const out = before.slice();
      multiplyByTransposed(a, rows, b, columns, depth, out, accumulate);
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) {
          let expected = accumulate ? before[r * columns + c]! : 0;
          for (let k = 0; k < depth; k++) expected += a[r * depth + k]! * b[c * depth + k]!;
          // Up to 701 terms of order 1 in another order.
          assert.ok(Math.abs(out[r * columns + c]! - expected) < 1e-12);
        }
      }
    }
  }
});

test("transposed twice is the same", () => {
  const matrix = draw(15);
  const turned = new Float64Array(15);
  const back = new Float64Array(15);
  transpose(matrix, 3, 5, turned);
  assert.is(turned[3 * 4 + 2], matrix[2 * 5 + 4]);
  transpose(turned, 5, 3, back);
  assert.equal(back, matrix);
});

test.run();
