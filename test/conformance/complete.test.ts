// The conformance suite leaves nothing out: every potential of the index, every folder of networks, every source of a kernel, every
// TensorFlow.js operation that models use has a case; and every case names things that are there.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { shippedPotentials } from "@adatom/models/potentials/index.ts";
import { glob } from "tinyglobby";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { repositoryRoot } from "../runner/files.ts";
import { caseGroups } from "./cases/index.ts";

const models = path.join(repositoryRoot, "models");
const cases = Object.values(caseGroups).flat();
const covered = [...new Set(cases.flatMap(({ covers }) => covers))];
const isCovered = (thing: string): boolean => covered.some((cover) => (cover.endsWith("/") ? thing.startsWith(cover) : thing === cover));

/** Headers that only others' sources mean something with: tested by all that include them. */
const shared = ["kernels/simd.h", "kernels/simd-float.h", "kernels/lanes/lanes.h"];

/** Not operations: they make, hold and read tensors, or are the names of kernels that operations and gradients of others run. */
const noOperations = new Set(
  "tensor tensor1d tensor2d tidy dispose memory engine backend getBackend ones zeros fused"
    .split(" ")
    .concat(["Conv2DBackpropFilter", "Conv2DBackpropInput", "Conv3DBackpropFilterV2", "Conv3DBackpropInputV2"]),
);

const potentials = shippedPotentials.map(({ name }) => `potentials/${name}`);
const networks = readdirSync(path.join(models, "networks"), { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [`networks/${entry.name}`] : [],
);
const sources = (await glob(["kernels/**/*.{c,h}", "kernels/**/*.wgsl.ts", "kernels/simd-product.ts"], { cwd: models })).filter(
  (file) => !shared.includes(file),
);
const operations = (await glob(["**/*.ts"], { cwd: models, ignore: ["node_modules/**"] })).flatMap((file) => {
  const text = readFileSync(path.join(models, file), "utf8");
  const imported = [...text.matchAll(/^import \{([^}]*)\} from "@tensorflow\/tfjs-core"/gm)].flatMap(([, names]) => names!.split(","));
  const values = imported.map((name) => name.trim()).filter((name) => name !== "" && !name.startsWith("type ") && !noOperations.has(name));
  return [...values, ...[...text.matchAll(/\bfused\.(?:conv2d|matMul|depthwiseConv2d)\b/g)].map(([name]) => name!)];
});

for (const [what, things, where] of [
  ["potential of models/potentials/index.ts", potentials, "a line in `shipped` of test/conformance/cases/potentials.ts"],
  ["folder of models/networks", networks, "a case in test/conformance/cases"],
  ["source of a kernel", sources, "a case in test/conformance/cases that names it in `covers`"],
  [
    "TensorFlow.js operation that models import",
    [...new Set(operations)].map((name) => `operations/${name}`),
    "a case in test/conformance/cases/tensor-operations.ts",
  ],
] as const) {
  test(`every ${what} has a case`, () => {
    assert.ok(things.length > 3);
    assert.equal(
      things.filter((thing) => !isCovered(thing)),
      [],
      `each of these needs ${where}`,
    );
  });
}

test("what cases cover is there", () => {
  const there = [...potentials, ...networks, ...sources];
  assert.equal(
    covered.filter(
      (cover) =>
        !cover.startsWith("operations/") && !there.some((thing) => thing === cover || (cover.endsWith("/") && thing.startsWith(cover))),
    ),
    [],
  );
});

test("cases have names of their own, and a form beside the reference", () => {
  const names = cases.map(({ subject, name }) => `${subject}, ${name}`);
  assert.equal(
    names.filter((name, k) => names.indexOf(name) !== k),
    [],
  );
  for (const one of cases) assert.ok(one.onProcessor ?? one.onGpu ?? one.onTensors, `${one.subject}, ${one.name}`);
});

test.run();
