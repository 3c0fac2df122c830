// The kernel of product functions: what it keeps between calls, and what it leaves to the loops. (Its numbers against theirs, for every
// family: test/conformance/cases/product-functions.ts.)
import { createEnvironment } from "@adatom/models/descriptors/environment.ts";
import { createProductDescriptor } from "@adatom/models/descriptors/product-descriptor.ts";
import type { ProductFunction } from "@adatom/models/descriptors/product-function.ts";
import { createProductKernel } from "@adatom/models/kernels/product-functions.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { environmentOf, productFamilies } from "../../conformance/cases/product-functions.ts";

test("a kernel has the names, species and columns of the loops' descriptor", () => {
  for (const functions of Object.values(productFamilies)) {
    const [kernel, reference] = [createProductKernel(functions)!, createProductDescriptor(functions)];
    assert.equal(
      [kernel.names, kernel.species, kernel.cutoff, kernel.angularCutoff, kernel.columns],
      [reference.names, reference.species, reference.cutoff, reference.angularCutoff, reference.columns],
    );
  }
});

test("what values kept serves the contraction of that surrounding and that descriptor alone", () => {
  const [one, other] = [createProductKernel(productFamilies.Chebyshev!)!, createProductKernel(productFamilies["compact exponential"]!)!];
  const environment = environmentOf(one, 0);
  const contracted = (): Float64Array => {
    const gradients = new Float64Array(3 * environment.count);
    one.contract(environment, new Float64Array(one.size).fill(0.1), gradients);
    return gradients;
  };
  const fresh = contracted();
  one.values(environment, new Float64Array(one.size));
  assert.equal(contracted(), fresh);
  other.values(environmentOf(other, 4), new Float64Array(other.size));
  assert.equal(contracted(), fresh);
});

test("an atom with no neighbours has values of zero", () => {
  const kernel = createProductKernel(productFamilies["compact polynomial-2"]!)!;
  const values = new Float64Array(kernel.size).fill(1);
  kernel.values(createEnvironment(), values);
  assert.ok(values.every((value) => value === 0));
});

test("powers below one are left to the loops", () => {
  const [f] = productFamilies["G1 to G5, cosine cutoff"]!.filter((one) => one.kind === "angular" && one.threeDistances);
  assert.is(createProductKernel([{ ...f!, angular: { form: "power", zeta: 0.5, lambda: 1 } } as ProductFunction]), undefined);
});

test.run();
