// What Tab offers, from the commands' declarations.
import { commands } from "adatom/command/registry.ts";
import { accept, type CompletionSources, commonPrefix, complete } from "adatom/editor/completion.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

const sources: CompletionSources = {
  async candidates(kind) {
    const known = {
      file: ["data/", "diamond.xyz", "my file.xyz"],
      folder: ["data/"],
      potential: ["sw-si-1985", "sw-si-2001"],
      model: ["silicon"],
    };
    if (kind === "run") throw new Error("the daemon is down");
    return (known[kind as keyof typeof known] ?? []).map((text) => ({ text, ...(text.endsWith("/") && { open: true }) }));
  },
};
const offered = async (line: string, cursor = line.length): Promise<string[]> =>
  (await complete(line, cursor, commands, sources)).candidates.map(({ text }) => text);

test("commands first, then their arguments by kind", async () => {
  assert.equal(await offered("re"), ["relax", "restart"]);
  assert.equal(await offered("energy d"), ["data/", "diamond.xyz"]);
  assert.equal(await offered("runs "), ["list", "show", "follow", "plot", "pause", "resume", "cancel"]);
  assert.equal(await offered("help en"), ["energy"]);
  assert.equal(await offered("nonsense x"), []);
});

test("options and their values; options already given are not offered again", async () => {
  assert.equal(await offered("energy diamond.xyz --po"), ["--potential"]);
  assert.equal(await offered("energy diamond.xyz --potential sw"), ["sw-si-1985", "sw-si-2001"]);
  assert.ok(!(await offered("energy diamond.xyz --forces --")).includes("--forces"));
  assert.equal(await offered("md diamond.xyz --ensemble nvt-l"), ["nvt-langevin"]);
  assert.equal(await offered("md diamond.xyz --ensemble npt"), ["npt-isotropic", "npt"]);
  assert.equal(await offered("energy --potential sw-si-1985 di"), ["diamond.xyz"], "an option's value is no positional");
});

test("within the line only the word before the cursor counts, and only the cursor's line of several", async () => {
  assert.equal(await offered("energy d --forces", 8), ["data/", "diamond.xyz"]);
  assert.equal(await offered("status\nrel"), ["relax"]);
});

test("a source that fails offers nothing", async () => {
  assert.equal(await offered("runs show "), []);
});

test("taking a candidate quotes it and adds a space, except behind a folder", async () => {
  const line = "energy m";
  const completion = await complete(line, line.length, commands, sources);
  assert.equal(accept(line, completion, completion.candidates[0]!), { text: "energy my\\ file.xyz ", cursor: 20 });
  const folder = await complete("open da", 7, commands, sources);
  assert.is(accept("open da", folder, folder.candidates[0]!).text, "open data/");
});

test("common prefix", () => {
  assert.is(commonPrefix([{ text: "sw-si-1985" }, { text: "sw-si-2001" }]), "sw-si-");
  assert.is(commonPrefix([]), "");
});

test.run();
