// Molecular dynamics, relaxation and bands by the forces of other programs, through the daemon: the same physics as with our own
// potential, hovers meanwhile, pause, cancel, failure and kill on the way.
// time limit: 300 s
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Client } from "@adatom/connect/index.ts";
import { extxyz, parseXyz } from "@adatom/models/formats/extxyz.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { md } from "@adatom/protocol/md.ts";
import { monteCarlo } from "@adatom/protocol/monte-carlo.ts";
import { neb } from "@adatom/protocol/neb.ts";
import { predict } from "@adatom/protocol/predict.ts";
import { relax } from "@adatom/protocol/relax.ts";
import { cancelRun, getRun, pauseRun, type Run, resumeRun, runMetrics } from "@adatom/protocol/runs.ts";
import { status } from "@adatom/protocol/status.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { installHint, peersPython } from "../../fixtures/ase/ase.ts";
import { absence } from "../../fixtures/calculators/run.ts";
import { rattledSilicon } from "../compute/silicon.ts";
import { privateHome, until } from "../private-daemon.ts";
import { ended, rejection } from "./run-daemon.ts";

const test = suite("runs with calculators");
const home = privateHome();
const project = join(home.folder, "project");
const log = join(home.folder, "pretender.log");
const broken = join(home.folder, "broken");
const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/calculators/${name}`, import.meta.url));
const silicon = join(project, "silicon.xyz");
const copper = join(project, "copper.xyz");
const water = join(project, "water.xyz");
let client: Client;

const overSocket = {
  type: "i-pi",
  command: [process.execPath, fixture("ipi-pretender.ts"), "{{socketPath}}"],
  inputs: { "start.xyz": "start.template" },
  environment: { PRETENDER_LOG: log, PRETENDER_BROKEN: broken },
  timeoutSeconds: 30,
};
const lammpsInput = `units metal
atom_style atomic
atom_modify map array sort 0 0
read_data structure.data
pair_style sw
pair_coeff * * Si.sw Si
fix 1 all ipi {{socket}} 31415 unix
run 1000000
`;

/** No two atoms share a coordinate: xTB 6.5.1's gradient is wrong along an axis on which two do. */
const molecule: Structure = {
  positions: Float64Array.of(0, 0.01, 0.12, 0.76, 0.04, 0.7, -0.88, -0.03, 0.58),
  cell: new Float64Array(9),
  atomicNumbers: Uint8Array.of(8, 1, 1),
  periodic: [false, false, false],
};

test.before(async () => {
  mkdirSync(project);
  writeFileSync(join(project, "start.template"), "{{structure.extxyz}}");
  writeFileSync(join(project, "data.template"), "{{structure.lammps-data}}");
  writeFileSync(join(project, "in.template"), lammpsInput);
  writeFileSync(join(project, "Si.sw"), "Si Si Si 2.1683 2.0951 1.80 21.0 1.20 -0.333333333333 7.049556277 0.6022245584 4.0 0.0 0.0\n");
  const slow = { ...overSocket, environment: { ...overSocket.environment, PRETENDER_DELAY_MS: "2000" } };
  const calculators = {
    socket: overSocket,
    steady: { ...overSocket, environment: { ...overSocket.environment, PRETENDER_DELAY_MS: "20" } },
    slow,
    files: {
      type: "program",
      inputs: { "start.xyz": "start.template" },
      command: [process.execPath, fixture("pretender.ts")],
      output: { reader: "extxyz", files: ["result.xyz"] },
      timeoutSeconds: 60,
    },
    "lammps-socket": {
      type: "i-pi",
      command: ["lmp", "-in", "in.lmp", "-log", "none"],
      inputs: { "in.lmp": "in.template", "structure.data": "data.template" },
      files: ["Si.sw"],
      environment: { OMP_NUM_THREADS: "1" },
    },
    lammps: { type: "program", template: "lammps", files: ["Si.sw"], values: { pairStyle: "sw", pairCoeff: "* * Si.sw {{symbols}}" } },
    gfn2: { type: "program", template: "xtb", environment: { OMP_NUM_THREADS: "1" } },
    ase: {
      type: "i-pi",
      command: [
        peersPython() ?? "python3",
        fileURLToPath(new URL("../../fixtures/ipi/ase_client.py", import.meta.url)),
        "start.xyz",
        "{{socket}}",
      ],
      inputs: { "start.xyz": "start.template" },
      environment: { OMP_NUM_THREADS: "1" },
    },
    model: { type: "model", potential: "sw-si-1985" },
  };
  writeFileSync(join(project, "adatom.json"), JSON.stringify({ calculators }));
  writeFileSync(silicon, extxyz.write!([rattledSilicon(61)]));
  writeFileSync(water, extxyz.write!([molecule]));
  const fcc = {
    positions: Float64Array.of(0, 0.05, 0, 1.85, 1.8, 0.1, 1.8, 0, 1.82, 0.1, 1.8, 1.75),
    cell: Float64Array.of(3.61, 0, 0.1, 0.05, 3.62, 0, 0, 0.1, 3.63),
    atomicNumbers: new Uint8Array(4).fill(29),
    periodic: [true, true, true] as const,
  };
  writeFileSync(copper, extxyz.write!([fcc]));
  client = await home.connect();
});
test.after(() => home.clean());

const answers = (): number => (existsSync(log) ? readFileSync(log, "utf8").split("\n").length - 1 : 0);
const lastPid = (): number => Number(readFileSync(log, "utf8").trim().split("\n").at(-1));

function alive(pid: number): boolean {
  try {
    // A zombie that waits for its parent is no process any more.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)![0] !== "Z";
  } catch {
    return false;
  }
}

const dynamics = (calculator: string | null, steps: number) => ({
  source: { path: silicon },
  ...(calculator === null ? { potential: "sw-si-1985" } : { calculator }),
  temperatureKelvin: 600,
  steps,
  sampleEvery: 5,
});

async function rowsOf({ id, state, error }: Run): Promise<Map<number, Record<string, number>>> {
  assert.is(state, "done", error ?? "");
  const { rows } = await client.request(runMetrics, { id });
  return new Map(rows.map(({ step, values }) => [step, values]));
}

/** Runs dynamics with the calculator and with our own potential from the same velocities. */
async function compareDynamics(calculator: string, steps: number, energyTolerance: number, pressureToleranceGPa: number): Promise<void> {
  const [theirs, ours] = await Promise.all(
    [calculator, null].map(async (name) => ended(client, (await client.request(md, dynamics(name, steps))).id)),
  );
  assert.is(theirs!.result?.model, calculator);
  assert.is(theirs!.result?.steps, steps);
  const found = await rowsOf(theirs!);
  const expected = await rowsOf(ours!);
  assert.is(found.size, 1 + steps / 5);
  for (const [step, values] of expected) {
    for (const name of ["potentialEnergy", "kineticEnergy", "conservedEnergy"]) {
      const difference = Math.abs(found.get(step)![name]! - values[name]!);
      assert.ok(difference < energyTolerance, `${name} at step ${step}: ${found.get(step)![name]} instead of ${values[name]}`);
    }
    const pressures = [found.get(step)!.pressureGPa!, values.pressureGPa!] as const;
    assert.ok(Math.abs(pressures[0] - pressures[1]) < pressureToleranceGPa, `pressure at step ${step}: ${pressures.join(" instead of ")}`);
  }
  // The atoms have moved: kinetic energy went over into potential energy.
  const moved = Math.abs(expected.get(steps)!.kineticEnergy! - expected.get(0)!.kineticEnergy!);
  assert.ok(moved > 0.01, `${moved} eV`);
}

test("dynamics over a socket: one program, asked step by step, gives our own run", async () => {
  const before = answers();
  // Both sides have the same code and units: positions go to bohr and back, some 1e-16 relative, and dynamics lets that grow.
  await compareDynamics("socket", 60, 1e-9, 1e-7);
  assert.is(answers() - before, 61);
  await until("the program has ended", () => !alive(lastPid()));
});

test("dynamics through files: a program a step", async () => {
  // The text keeps every bit; neighbours are summed in another order.
  await compareDynamics("files", 5, 1e-10, 1e-8);
});

function check(name: string, program: string, body: () => Promise<void>, absent = absence(program)): void {
  if (absent) test.skip(`${name} (${absent})`, body);
  else test(name, body);
}

check("dynamics with LAMMPS's Stillinger-Weber potential over fix ipi is ours", "lmp", async () => {
  // Hartree and bohr in LAMMPS have nine digits: 1e-9 of 35 eV in energies, 1e-8 of the forces, summed over 200 fs.
  await compareDynamics("lammps-socket", 200, 2e-5, 1e-4);
});

check("dynamics with LAMMPS through files is ours", "lmp", async () => {
  // 15 printed digits, a parameter of 12 digits.
  await compareDynamics("lammps", 5, 1e-6, 1e-5);
});

check("LAMMPS relaxes a crystal with its cell to where we do", "lmp", async () => {
  const common = { source: { path: silicon }, cell: "full", method: "l-bfgs", forceTolerance: 1e-3, stressToleranceGPa: 0.01 } as const;
  const runs = await Promise.all(
    [{ calculator: "lammps-socket" }, { potential: "sw-si-1985" }].map(async (by, k) => {
      const { id } = await client.request(relax, { ...common, ...by, output: join(home.folder, `relaxed-${k}.xyz`) });
      return ended(client, id);
    }),
  );
  const [theirs, ours] = runs.map(({ result, error }) => {
    assert.is(result?.converged, true, error ?? "");
    return result as { energy: number; volume: number };
  });
  // The minimum is flat: a force of 1e-3 eV/A is 1e-7 eV above it, a stress of 0.01 GPa some 1e-4 of the volume; 8 atoms of 4.3366 eV.
  assert.ok(Math.abs(theirs!.energy - ours!.energy) < 1e-4);
  assert.ok(Math.abs(theirs!.energy + 8 * 4.3366) < 1e-3, `${theirs!.energy} eV`);
  assert.ok(Math.abs(theirs!.volume / ours!.volume - 1) < 5e-4);
});

check(
  "ASE runs constant-pressure dynamics of copper with us: effective medium theory, as ours",
  "ASE",
  async () => {
    const common = {
      source: { path: copper },
      ensemble: "npt",
      temperatureKelvin: 500,
      pressureGPa: 1,
      steps: 40,
      sampleEvery: 5,
    } as const;
    const runs = await Promise.all(
      [{ calculator: "ase" }, { potential: "emt" }].map(async (by) => ended(client, (await client.request(md, { ...common, ...by })).id)),
    );
    const [theirs, ours] = [await rowsOf(runs[0]!), await rowsOf(runs[1]!)];
    for (const [step, values] of ours) {
      const found = theirs.get(step)!;
      // ASE has older units: 1e-8 of energies, forces and stress, that 40 steps add up.
      assert.ok(
        Math.abs(found.potentialEnergy! - values.potentialEnergy!) < 1e-5,
        `${found.potentialEnergy} instead of ${values.potentialEnergy}`,
      );
      assert.ok(Math.abs(found.volume! - values.volume!) < 1e-3, `${found.volume} instead of ${values.volume}`);
      assert.ok(Math.abs(found.pressureGPa! - values.pressureGPa!) < 1e-4);
    }
    // The cell has moved.
    assert.ok(Math.abs(ours.get(40)!.volume! - ours.get(0)!.volume!) > 0.05);
  },
  peersPython() === undefined ? installHint : null,
);

check("xTB relaxes water", "xtb", async () => {
  const output = join(home.folder, "water-relaxed.xyz");
  const { id } = await client.request(relax, {
    source: { path: water },
    calculator: "gfn2",
    method: "l-bfgs",
    forceTolerance: 0.005,
    output,
  });
  const { state, result, error } = await ended(client, id);
  assert.is(state, "done", error ?? "");
  assert.is(result?.converged, true);
  assert.ok(Number(result?.energyBefore) - Number(result?.energy) > 0.05, `${result?.energyBefore} to ${result?.energy}`);
  const { positions: p } = parseXyz(readFileSync(output, "utf8")).frames[0]!.structure;
  const bond = (h: number): number[] => [0, 1, 2].map((k) => p[3 * h + k]! - p[k]!);
  const [first, second] = [bond(1), bond(2)];
  const lengths = [first, second].map((b) => Math.hypot(...b));
  const cosine = first!.reduce((sum, x, k) => sum + x * second![k]!, 0) / (lengths[0]! * lengths[1]!);
  // GFN2's own minimum (xtb --opt): 0.9592 A and 107.2 degrees; a force of 0.005 eV/A moves a bond of 50 eV/A^2 by 1e-4 A and the
  // angle by some tenths of a degree.
  for (const length of lengths) assert.ok(Math.abs(length - 0.9592) < 1e-3, `${length} A`);
  const angle = (180 / Math.PI) * Math.acos(cosine);
  assert.ok(Math.abs(angle - 107.2) < 0.5, `${angle} degrees`);
});

test("a band and Monte Carlo take a calculator as well", async () => {
  const start = rattledSilicon(62);
  const path = join(project, "end.xyz");
  writeFileSync(path, extxyz.write!([{ ...start, positions: start.positions.map((x, p) => (p === 0 ? x + 0.6 : x)) }]));
  const first = join(project, "begin.xyz");
  writeFileSync(first, extxyz.write!([start]));
  const band = { source: { path: first }, final: { path }, images: 3, relaxEnds: false, climb: false, forceTolerance: 0.3 };
  const bands = await Promise.all(
    [{ calculator: "socket" }, { potential: "sw-si-1985" }].map(async (by, k) =>
      ended(client, (await client.request(neb, { ...band, ...by, output: join(home.folder, `band-${k}.xyz`) })).id),
    ),
  );
  assert.is(bands[0]!.state, "done", bands[0]!.error ?? "");
  assert.is(bands[0]!.result?.converged, true);
  // Rounding of units alone lies between them.
  const [theirs, ours] = bands.map(({ result }) => result!.energies as number[]);
  for (const [k, energy] of theirs!.entries()) assert.ok(Math.abs(energy - ours![k]!) < 1e-7);
  const walk = { source: { path: first }, temperatureKelvin: 900, trials: 40, adaptTrials: 10, sampleEvery: 10 };
  const walks = await Promise.all(
    [{ calculator: "socket" }, { potential: "sw-si-1985" }].map(async (by) =>
      ended(client, (await client.request(monteCarlo, { ...walk, ...by })).id),
    ),
  );
  assert.is(walks[0]!.state, "done", walks[0]!.error ?? "");
  assert.is(walks[0]!.result?.acceptance, walks[1]!.result?.acceptance);
  assert.ok(Math.abs(Number(walks[0]!.result?.meanEnergy) - Number(walks[1]!.result?.meanEnergy)) < 1e-9);
});

test("predictions are answered while a calculation is under way, and cancelling ends it at once", async () => {
  const before = answers();
  const { id } = await client.request(md, dynamics("slow", 1000));
  await until("the program is asked", () => answers() > before);
  const pid = lastPid();
  // Warm: the first one loads kernels.
  await client.request(predict, { source: { path: silicon }, potential: "sw-si-1985" });
  let slowest = 0;
  const asked = performance.now();
  for (let k = 0; k < 10; k++) {
    writeFileSync(join(project, "other.xyz"), extxyz.write!([rattledSilicon(70 + k)]));
    const begun = performance.now();
    await client.request(predict, { source: { path: join(project, "other.xyz") }, potential: "sw-si-1985" });
    slowest = Math.max(slowest, performance.now() - begun);
  }
  // An answer takes some ms and a turn of waiting 10 ms; one calculation takes 2000.
  assert.ok(slowest < 1000, `${slowest} ms`);
  assert.ok(performance.now() - asked > 0 && answers() - before <= 2 + Math.ceil((performance.now() - asked) / 2000));
  assert.is((await client.request(cancelRun, { id })).state, "cancelled");
  await until("the program is gone", () => !alive(pid));
});

test("paused in the middle of a calculation and resumed: the run of its own, with every row once", async () => {
  const whole = await rowsOf(await ended(client, (await client.request(md, dynamics("socket", 60))).id));
  const { id } = await client.request(md, dynamics("steady", 60));
  await until("it has come some way", async () => ((await client.request(getRun, { id })).progress?.done ?? 0) >= 20);
  const paused = await client.request(pauseRun, { id });
  assert.is(paused.state, "paused");
  const stopped = answers();
  await client.request(resumeRun, { id });
  const rows = await rowsOf(await ended(client, id));
  assert.equal([...rows], [...whole]);
  // It went on from where it stood: not from the start.
  assert.ok(answers() - stopped < 50, `${answers() - stopped} answers`);
});

test("compute killed on the way: the run goes on from its checkpoint and ends as if nothing had happened", async () => {
  const whole = await rowsOf(await ended(client, (await client.request(md, dynamics("socket", 80))).id));
  const { id } = await client.request(md, dynamics("steady", 80));
  await until("it has come some way", async () => ((await client.request(getRun, { id })).progress?.done ?? 0) >= 20);
  const pid = lastPid();
  process.kill((await client.request(status, {})).compute.pid!, "SIGKILL");
  const run = await ended(client, id);
  assert.is(run.restarts, 1);
  assert.equal([...(await rowsOf(run))], [...whole]);
  await until("the first program is gone", () => !alive(pid));
});

test("a calculation that fails fails the run, says why and where, and the run can go on", async () => {
  const whole = await rowsOf(await ended(client, (await client.request(md, dynamics("socket", 60))).id));
  const { id } = await client.request(md, dynamics("steady", 60));
  await until("it has come some way", async () => ((await client.request(getRun, { id })).progress?.done ?? 0) >= 20);
  writeFileSync(broken, "");
  const failed = await ended(client, id);
  rmSync(broken);
  assert.is(failed.state, "failed");
  const [, folder] = /steady: .*did not converge; its files are kept in (\S+)/.exec(failed.error!) ?? [];
  assert.ok(folder !== undefined, failed.error!);
  assert.match(readFileSync(join(folder!, "stderr"), "utf8"), /did not converge/);
  const before = answers();
  await client.request(resumeRun, { id });
  assert.equal([...(await rowsOf(await ended(client, id)))], [...whole]);
  assert.ok(answers() - before < 50, `${answers() - before} answers`);
});

test("a calculator that is a model is that model", async () => {
  const { state, result } = await ended(client, (await client.request(md, dynamics("model", 20))).id);
  assert.is(state, "done");
  assert.is(result?.model, "sw-si-1985");
});

test("what cannot be done is refused, and says what to do", async () => {
  const source = { path: silicon };
  const refused = async (more: object): Promise<string> => (await rejection(client.request(md, { source, ...more }))).message;
  assert.match(await refused({ calculator: "sokcet" }), /no calculator "sokcet".*socket/);
  assert.match(await refused({ calculator: "socket", potential: "sw-si-1985" }), /calculator socket or sw-si-1985, not both/);
  const elsewhere = join(home.folder, "elsewhere.xyz");
  writeFileSync(elsewhere, extxyz.write!([rattledSilicon(1)]));
  assert.match(await refused({ calculator: "socket", source: { path: elsewhere } }), /adatom\.json, and none is near/);
  assert.match(await refused({ calculator: "model", source: { path: water } }), /holds H, O, which model does not cover/);
  // xTB takes molecules only, and says so at the first step.
  const { id } = await client.request(md, dynamics("gfn2", 10));
  const { state, error } = await ended(client, id);
  assert.is(state, "failed");
  assert.match(error!, /do not repeat/);
});

test.run();
