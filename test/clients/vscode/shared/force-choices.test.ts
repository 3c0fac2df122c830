// What the editor offers to move atoms with, and which project a file is of.
import { folderHolding, forceChoices } from "adatom-vscode/shared/force-choices.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const model = (name: string, type: string, data: string | null, activeVersion: number | null) => ({
  ...{ name, type, data, activeVersion },
  retrain: "manual" as const,
});
const project = {
  ...{ folder: "/p", file: "/p/adatom.json", watching: false, defaultModel: "si", dataSets: [], problems: [] },
  models: [
    model("si", "behler-parrinello", "bulk", 3),
    model("untrained", "behler-parrinello", "bulk", null),
    model("water", "n2p2", null, null),
  ],
  calculators: [
    { name: "gfn", type: "program", program: "xtb" },
    { name: "own", type: "i-pi", program: null },
  ],
};
const shipped = [{ name: "sw-si-1985", description: "Stillinger-Weber", species: ["Si"] }];

test("models that can answer, calculators and shipped potentials, each as its run's parameters name it", () => {
  assert.equal(
    forceChoices(project, shipped).map(({ label, description, forces }) => [label, description, forces]),
    [
      ["si", "behler-parrinello · version 3 · default", { project: "/p", model: "si" }],
      ["water", "n2p2", { project: "/p", model: "water" }],
      ["gfn", "calculator · xtb", { project: "/p", calculator: "gfn" }],
      ["own", "calculator · i-pi", { project: "/p", calculator: "own" }],
      ["sw-si-1985", "shipped · Si", { potential: "sw-si-1985" }],
    ],
  );
  assert.equal(
    forceChoices(null, shipped).map(({ label }) => label),
    ["sw-si-1985"],
  );
});

test("a file is of the deepest project around it", () => {
  assert.is(folderHolding(["/a", "/a/b", "/a/bc"], "/a/b/c.xyz", "/"), "/a/b");
  assert.is(folderHolding(["/a/b"], "/a/bc/d.xyz", "/"), undefined);
  assert.is(folderHolding(["/"], "/x.xyz", "/"), "/");
});

test.run();
