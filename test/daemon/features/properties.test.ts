// adatom/properties through a session and the real compute process: silicon's numbers, hovers in between, errors.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { feature as predictFeature } from "@adatom/daemon/features/predict.ts";
import { feature } from "@adatom/daemon/features/properties.ts";
import type { Input, Result } from "@adatom/protocol/define.ts";
import { errorCodes } from "@adatom/protocol/errors.ts";
import { predict } from "@adatom/protocol/predict.ts";
import { properties } from "@adatom/protocol/properties.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { siliconXyz } from "../documents/harness.ts";
import { type FeatureHarness, startFeatures } from "./harness.ts";

let harness: FeatureHarness;
test.before(() => {
  harness = startFeatures([feature, predictFeature]);
});
test.after(() => harness.stop());

async function ask(params: Input<typeof properties>): Promise<Result<typeof properties>> {
  return properties.result.parse(await harness.client.sendRequest(properties.method, params));
}

test("silicon under Stillinger-Weber: elastic constants, bulk modulus twice, the optical mode", async () => {
  const path = join(harness.folder, "crystal.xyz");
  writeFileSync(path, siliconXyz(1));
  const { model, natoms, elastic, equationOfState, phonons } = await ask({ source: { path }, potential: "sw-si-1985" });
  assert.is(model, "sw-si-1985");
  assert.is(natoms, 8);
  const [c11, c12, c44] = [elastic!.constants[0]![0]!, elastic!.constants[0]![1]!, elastic!.constants[3]![3]!];
  // Balamane, Halicioglu and Tiller 1992, to their digits; the lattice constant 5.431 is 1e-5 off the minimum.
  assert.ok(Math.abs(c11 - 151.4) < 0.1 && Math.abs(c12 - 76.4) < 0.1 && Math.abs(c44 - 56.4) < 0.1, `${c11} ${c12} ${c44}`);
  for (const fit of [equationOfState!.birchMurnaghan, equationOfState!.vinet]) {
    // Fits of a finite range against the limit of small strain.
    assert.ok(Math.abs(fit.bulkModulus - elastic!.voigt.bulk) < 0.2, `${fit.bulkModulus}`);
    assert.ok(Math.abs(fit.volume - 5.43095 ** 3) < 0.01);
  }
  assert.is(phonons!.frequencies.length, 24);
  assert.ok(Math.abs(phonons!.frequencies[23]! - 17.83) < 0.01);
});

test("other requests are answered in the middle of a long one", async () => {
  const path = join(harness.folder, "large.xyz");
  // 4096 atoms: long enough on any machine, so that the small request comes in its middle.
  writeFileSync(path, siliconXyz(8));
  const order: string[] = [];
  const long = ask({ source: { path }, potential: "sw-si-1985", include: ["elastic", "equation-of-state"] }).then(() =>
    order.push("properties"),
  );
  await new Promise((resolve) => setTimeout(resolve, 100));
  const small = join(harness.folder, "crystal.xyz");
  await harness.client.sendRequest(predict.method, { source: { path: small }, potential: "sw-si-1985" }).then(() => order.push("energy"));
  await long;
  assert.equal(order, ["energy", "properties"]);
});

test("what has no such properties is refused", async () => {
  const path = join(harness.folder, "molecule.xyz");
  writeFileSync(path, "2\nsilicon pair\nSi 0 0 0\nSi 2.3 0 0\n");
  const refused = await ask({ source: { path }, potential: "sw-si-1985" }).then(
    () => null,
    (error) => error as { code: number; message: string },
  );
  assert.is(refused?.code, errorCodes.BadStructure);
  assert.match(refused!.message, /periodic in all three/);
});

test.run();
