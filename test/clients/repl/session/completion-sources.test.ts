// Names that the daemon gives to completion: calculators are those of the nearest project.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openProject } from "@adatom/protocol/project.ts";
import { commands } from "adatom/command/registry.ts";
import { complete } from "adatom/editor/completion.ts";
import { completionSources } from "adatom/session/completion-sources.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FakeDaemon } from "../fake-daemon.ts";

test("calculators of the nearest project are offered, and none outside of a project", async () => {
  const folder = mkdtempSync(join(tmpdir(), "adatom-completion-"));
  try {
    const inside = join(folder, "project", "structures");
    mkdirSync(inside, { recursive: true });
    writeFileSync(join(folder, "project", "adatom.json"), "{}");
    const daemon = new FakeDaemon().answer(openProject, (params) => ({
      ...{ folder: params.folder, file: join(params.folder, "adatom.json"), watching: false, defaultModel: null },
      ...{ models: [], dataSets: [], problems: [] },
      calculators: [
        { name: "gfn2", type: "program", program: "xtb" },
        { name: "socket", type: "i-pi", program: null },
      ],
    }));
    const offered = async (line: string, from: string) =>
      (await complete(line, line.length, commands, completionSources(daemon.connect, from))).candidates;
    for (const line of [
      "relax a.xyz --calculator g",
      "md a.xyz --calculator g",
      "label a.xyz --calculator g",
      "loop si a.xyz --calculator g",
    ])
      assert.equal(await offered(line, inside), [{ text: "gfn2", note: "program, xtb" }], line);
    assert.equal(daemon.asked[0]!.params, { folder: join(folder, "project") });
    assert.equal(await offered("relax a.xyz --calculator ", folder), []);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
