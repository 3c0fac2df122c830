// The short form of the accuracy trial: few epochs on the real silicon, and limits that few epochs reach.
import { contentHash } from "@adatom/models/structure/content-hash.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { dataSetNames, readAccuracyData } from "./accuracy/data-sets.ts";
import { settings } from "./accuracy/settings.ts";
import { run } from "./accuracy.ts";

test("twenty epochs on real silicon come within sight of the goal", async () => {
  // The full trial's floor is 5.6 meV/atom and 0.105 eV/A; untrained, errors are 200 meV/atom and 0.8 eV/A.
  const short = { ...settings.Si, config: { epochs: 20 } };
  await run({ runs: [short], floor: { energyMaeMeVPerAtom: 25, forceMaeEvPerA: 0.25 }, lines: 0 });
});

test("the stored data are the published ones, and no test structure is trained on", () => {
  // Numbers of structures: table 1 of Zuo et al. 2020 gives Cu, Ni, Li and Si; TiO2: 1000, of which aenet-PyTorch tests on 100.
  const counts = { Si: [214, 25], Cu: [262, 31], Ni: [263, 31], Li: [241, 29], TiO2: [900, 100] };
  for (const name of dataSetNames) {
    const [train, test] = [readAccuracyData(name, "train"), readAccuracyData(name, "test")];
    assert.equal([train.length, test.length], counts[name], name);
    // Mirror images of the same cell may stand in both: two of the published silicon test structures are such.
    const trained = new Set(train.map(contentHash));
    assert.equal(test.filter((structure) => trained.has(contentHash(structure))).length, 0, name);
  }
});

test.run();
