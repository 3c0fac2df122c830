// Transposing a matrix. (Products against the plain sum: test/conformance/cases/matrix-products.ts.)
import { transpose } from "@adatom/models/kernels/matrix-product.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("transposed twice is the same", () => {
  const matrix = Float64Array.from({ length: 15 }, (_, k) => Math.sin(k));
  const turned = new Float64Array(15);
  const back = new Float64Array(15);
  transpose(matrix, 3, 5, turned);
  assert.is(turned[3 * 4 + 2], matrix[2 * 5 + 4]);
  transpose(turned, 5, 3, back);
  assert.equal(back, matrix);
});

test.run();
