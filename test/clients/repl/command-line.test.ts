// The `adatom` command as a shell runs it: real processes, a real daemon of the test's own. time limit: 300 s
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { z } from "zod";
import { type PrivateHome, privateHome } from "../../daemon/private-daemon.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const command = join(root, "clients/repl/bin/adatom.cjs");
let home: PrivateHome;
let folder: string;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function begin(...args: string[]): { child: ChildProcess; ended: Promise<Ended>; out: () => string; err: () => string } {
  const child = spawn(process.execPath, [command, ...args], { cwd: root, env: home.env, stdio: "pipe" });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
  return { child, ended, out: () => stdout, err: () => stderr };
}
const adatom = (...args: string[]): Promise<Ended> => begin(...args).ended;

test.before(() => {
  home = privateHome();
  folder = mkdtempSync(join(tmpdir(), "adatom-command-line-"));
});
test.after(async () => {
  await home.clean();
  rmSync(folder, { recursive: true });
});

// The contract of `adatom energy --json`: these keys and no others.
const energyContract = z.strictObject({
  frames: z.array(
    z.strictObject({
      natoms: z.int(),
      energy: z.number(),
      energyPerAtom: z.number(),
      forces: z.array(z.tuple([z.number(), z.number(), z.number()])).optional(),
      stress: z.array(z.number()).length(6).nullable(),
      model: z.string(),
      extrapolated: z.array(
        z.strictObject({
          atom: z.int(),
          functionIndex: z.int(),
          functionName: z.string(),
          value: z.number(),
          minimum: z.number(),
          maximum: z.number(),
        }),
      ),
    }),
  ),
});

test("energy --json: the contract, and the energy LAMMPS gives", async () => {
  const { code, stdout } = await adatom("energy", "examples/silicon/diamond.xyz", "--potential", "sw-si-1985", "--json");
  assert.is(code, 0);
  const [frame] = energyContract.parse(JSON.parse(stdout)).frames;
  assert.is(frame!.natoms, 8);
  const fixture = z.object({ cases: z.array(z.object({ name: z.string(), energy: z.number() })) });
  const { cases } = fixture.parse(JSON.parse(readFileSync(join(root, "test/fixtures/lammps/sw-si-1985.json"), "utf8")));
  const lammps = cases.find(({ name }) => name === "perfect 8")!.energy;
  // Two programs add the same terms in another order: some 1e-14 of the energy, 1e-12 eV; a hundred times that is allowed.
  assert.ok(Math.abs(frame!.energy - lammps) < 1e-10, `${frame!.energy} and LAMMPS ${lammps}`);
  assert.is(frame!.energyPerAtom, frame!.energy / 8);
  assert.is(frame!.forces, undefined);
  assert.is(frame!.model, "sw-si-1985");
});

test("--forces: every atom's, summing to nothing; --frames chooses", async () => {
  const atoms = (shift: number): string =>
    `2\nLattice="5 0 0 0 5 0 0 0 5" Properties=species:S:1:pos:R:3 pbc="T T T"\nSi 0 0 0\nSi ${2.2 + shift} 0 0\n`;
  writeFileSync(join(folder, "two.xyz"), [0, 0.1, 0.2].map(atoms).join(""));
  const all = await adatom("energy", join(folder, "two.xyz"), "--potential", "sw-si-1985", "--forces", "--json");
  const { frames } = energyContract.parse(JSON.parse(all.stdout));
  assert.is(frames.length, 3);
  for (const { forces } of frames) {
    assert.is(forces!.length, 2);
    // Forces of a translation-invariant energy sum to zero but for rounding.
    for (const axis of [0, 1, 2] as const) assert.ok(Math.abs(forces![0]![axis] + forces![1]![axis]) < 1e-12);
  }
  assert.ok(Math.abs(frames[0]!.forces![0]![0]) > 0.1);
  const some = await adatom("energy", join(folder, "two.xyz"), "--potential", "sw-si-1985", "--frames", "2", "--json");
  assert.equal(energyContract.parse(JSON.parse(some.stdout)).frames[0]!.energy, frames[2]!.energy);
});

test("md --json: drift, mean temperature and speed; only that on stdout", async () => {
  const { code, stdout } = await adatom("md", "examples/silicon/diamond.xyz", "--potential", "sw-si-1985", "--steps", "100", "--json");
  assert.is(code, 0);
  const contract = z.looseObject({
    steps: z.literal(100),
    driftEvPerAtomPerPs: z.number(),
    meanTemperatureKelvin: z.number().positive(),
    stepsPerSecond: z.number().positive(),
  });
  contract.parse(JSON.parse(stdout));
});

test("relax writes the file it names", async () => {
  const output = join(folder, "relaxed.xyz");
  const { code, stdout } = await adatom("relax", join(folder, "two.xyz"), "--potential", "sw-si-1985", "--output", output, "--json");
  assert.is(code, 0);
  const { converged, energy, energyBefore } = z
    .looseObject({ converged: z.boolean(), energy: z.number(), energyBefore: z.number() })
    .parse(JSON.parse(stdout));
  assert.ok(converged && energy < energyBefore);
  assert.match(readFileSync(output, "utf8"), "Lattice=");
});

test("relax by a calculator of the project near the file; naming a model as well is a wrong use", async () => {
  writeFileSync(join(folder, "adatom.json"), JSON.stringify({ calculators: { sw: { type: "model", potential: "sw-si-1985" } } }));
  const output = join(folder, "calculated.xyz");
  const { code, stdout } = await adatom("relax", join(folder, "two.xyz"), "--calculator", "sw", "--output", output, "--json");
  assert.is(code, 0);
  assert.is(z.looseObject({ model: z.string() }).parse(JSON.parse(stdout)).model, "sw-si-1985");
  const both = await adatom("relax", join(folder, "two.xyz"), "--calculator", "sw", "--potential", "sw-si-1985");
  assert.is(both.code, 2);
  assert.match(both.stderr, /--calculator, --potential or --model, one of them/);
  rmSync(join(folder, "adatom.json"));
});

test("errors: named, on stderr as text and with --json on stdout; exit codes 1 and 2", async () => {
  const missing = await adatom("energy", join(folder, "none.xyz"), "--potential", "sw-si-1985", "--json");
  assert.is(missing.code, 1);
  const { error } = z.object({ error: z.looseObject({ name: z.string(), message: z.string() }) }).parse(JSON.parse(missing.stdout));
  assert.is(error.name, "FileUnreadable");
  assert.match(missing.stderr, "none.xyz");
  writeFileSync(join(folder, "broken.xyz"), "two atoms\n\nSi 0 0 0\n");
  const broken = await adatom("energy", join(folder, "broken.xyz"), "--potential", "sw-si-1985");
  assert.is(broken.code, 1);
  assert.match(broken.stderr, /\n {2}1:1: /, "line and column of what is wrong");
  const wrong = await adatom("enrgy");
  assert.is(wrong.code, 2);
  assert.match(wrong.stderr, "did you mean energy?");
  assert.is((await adatom()).code, 2, "no prompt without a terminal");
});

test("Ctrl-C cancels the run and nothing else; without a terminal progress is plain lines", async () => {
  const { child, ended, err } = begin("md", "examples/silicon/diamond.xyz", "--potential", "sw-si-1985", "--steps", "100000000");
  while (!err().includes("running")) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill("SIGINT");
  const { code, stdout, stderr } = await ended;
  assert.is(code, 130);
  assert.is(stdout, "");
  assert.match(stderr, "was cancelled");
  assert.not.ok(`${stdout}${stderr}`.includes("\u001B"), "no control sequences in a pipe");
  const { runs } = JSON.parse((await adatom("runs", "--json")).stdout);
  assert.is(runs[0].state, "cancelled");
  assert.is(home.daemons().length, 1);
});

test("a detached run is followed by another client, which can leave it or see its end", async () => {
  const { stdout } = await adatom(
    "md",
    "examples/silicon/diamond.xyz",
    "--potential",
    "sw-si-1985",
    "--steps",
    "100000000",
    "--detach",
    "--json",
  );
  const id = String(JSON.parse(stdout).id);
  const following = begin("runs", "follow", id, "--json");
  while (!following.err().includes("running")) await new Promise((resolve) => setTimeout(resolve, 20));
  const leaving = begin("runs", "follow", id);
  while (!leaving.err().includes("running")) await new Promise((resolve) => setTimeout(resolve, 20));
  leaving.child.kill("SIGINT");
  assert.match((await leaving.ended).stderr, `run ${id} goes on`);
  assert.is((await adatom("runs", "cancel", id)).code, 0);
  const { code, stderr } = await following.ended;
  assert.is(code, 130);
  assert.match(stderr, "by someone else");
});

test("--stdio is a language server for any editor, and ends with its input", async () => {
  const { child, ended, out } = begin("--stdio");
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { processId: null, rootUri: null, capabilities: {} },
  });
  child.stdin!.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  while (!out().includes("hoverProvider")) await new Promise((resolve) => setTimeout(resolve, 20));
  child.stdin!.end();
  assert.is((await ended).code, 0);
});

test("status, doctor, logs, models and stop", async () => {
  assert.match((await adatom("status")).stdout, /daemon +running/);
  const { checks } = JSON.parse((await adatom("doctor", "--json")).stdout);
  assert.ok(checks.length > 3);
  assert.match((await adatom("logs", "-n", "5")).stdout, "session");
  assert.match((await adatom("models")).stdout, "sw-si-vink");
  assert.is((await adatom("stop")).code, 0);
  assert.is(home.daemons().length, 0);
  const down = await adatom("status", "--json");
  assert.is(down.code, 1);
  assert.equal(JSON.parse(down.stdout), { running: false });
});

test("one-shot commands load neither ink nor React nor the compiler for .tsx", async () => {
  const hook = `import { registerHooks } from "node:module"; registerHooks({ load(url, context, next) { if (/node_modules\\/(ink|react|tsx|esbuild)\\//.test(url)) throw new Error("loaded " + url); return next(url, context); } });`;
  writeFileSync(join(folder, "hook.mjs"), hook);
  const guarded = spawn(process.execPath, ["--import", join(folder, "hook.mjs"), command, "help"], {
    cwd: root,
    env: home.env,
    stdio: "ignore",
  });
  assert.is(await new Promise((resolve) => guarded.on("close", resolve)), 0);
});

test("--version is the package's", async () => {
  const { version } = JSON.parse(readFileSync(join(root, "clients/repl/package.json"), "utf8"));
  assert.is((await adatom("--version")).stdout, `${version}\n`);
});

test.run();
