// i-PI with real programs: i-PI itself, ASE and LAMMPS ask our model; ASE, LAMMPS and CP2K are asked by us.
// time limit: 300 s
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { extxyz } from "@adatom/models/formats/extxyz.ts";
import { potentialByName } from "@adatom/models/potentials/index.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { ipi } from "@adatom/protocol/ipi.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { CalculatorSpec } from "../../../../daemon/compute/labels/calculator.ts";
import { peersPython } from "../../../fixtures/ase/ase.ts";
import { absence, labelsOf, shippedSpec } from "../../../fixtures/calculators/run.ts";
import { ended } from "../../features/run-daemon.ts";
import { privateHome } from "../../private-daemon.ts";
import { rattledSilicon } from "../silicon.ts";

const test = suite("i-PI with other programs");
const folder = mkdtempSync(join(tmpdir(), "adatom-ipi-"));
const home = privateHome();
test.after(async () => {
  await home.clean();
  rmSync(folder, { recursive: true, force: true });
});
const python = peersPython();
const fixture = (name: string): string => fileURLToPath(new URL(`../../../fixtures/ipi/${name}`, import.meta.url));

function check(name: string, absent: string | null, body: () => Promise<void>): void {
  if (absent) test.skip(`${name} (${absent})`, body);
  else test(name, body);
}
const noAse = python === undefined ? "ASE is not installed: sh scripts/install-peers.sh" : null;

function ipiSpec(
  name: string,
  command: readonly string[],
  inputs: Readonly<Record<string, string>>,
  files: readonly string[] = [],
): CalculatorSpec {
  return {
    type: "i-pi",
    name,
    template: null,
    inputs,
    command,
    values: {},
    species: {},
    files,
    environment: { OMP_NUM_THREADS: "1" },
    timeoutSeconds: 60,
    socket: null,
  };
}

const skewedSilicon = (seed: number): Structure => ({
  ...rattledSilicon(seed),
  cell: Float64Array.of(5.431, 0.1, 0.05, 0, 5.5, 0.2, -0.1, 0, 5.6),
});

check("ASE's SocketIOCalculator asks our model through the daemon", noAse, async () => {
  const structures = [1, 2, 3].map(skewedSilicon);
  const file = join(folder, "ask.xyz");
  writeFileSync(file, extxyz.write!(structures));
  const socket = `adatom-test-${process.pid}`;
  const ase = spawn(python!, [fixture("ase_server.py"), file, socket], { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  ase.stdout.on("data", (chunk) => {
    printed += chunk;
  });
  const closed = new Promise((resolve) => ase.once("close", resolve));
  const client = await home.connect();
  const { id } = await client.request(ipi, { source: { path: file }, potential: "sw-si-1985", socket });
  await closed;
  const { state, result, error } = await ended(client, id);
  assert.is(state, "done", error ?? "");
  assert.is(result?.evaluations, 3);
  const potential = potentialByName("sw-si-1985")!;
  const results = JSON.parse(printed) as { energy: number; forces: number[]; stress: number[] }[];
  for (const [k, { energy, forces, stress }] of results.entries()) {
    const expected = potential.evaluate(structures[k]!, buildNeighbourList(structures[k]!, potential.cutoffAngstrom));
    // ASE has the CODATA 2014 units: hartree and bohr differ from ours in the ninth digit, of energies near 35 eV.
    assert.ok(Math.abs(energy - expected.energy) < 1e-6, `energy ${energy} instead of ${expected.energy}`);
    for (const [c, force] of forces.entries()) assert.ok(Math.abs(force - expected.forces[c]!) < 1e-6);
    for (const [c, one] of stress.entries()) assert.ok(Math.abs(one - expected.stress[c]!) < 1e-7);
  }
});

const ipiProgram = python === undefined ? "" : join(dirname(python), "i-pi");
const noIpi = existsSync(ipiProgram) ? null : "i-PI is not installed: sh scripts/install-peers.sh";

check("i-PI runs constant-energy dynamics with our model, and its energy stays", noIpi, async () => {
  const own = mkdtempSync(join(folder, "i-pi-"));
  const socket = `adatom-nve-${process.pid}`;
  const structure = rattledSilicon(8);
  writeFileSync(join(own, "start.xyz"), extxyz.write!([structure]));
  writeFileSync(join(own, "input.xml"), ipiInput(socket));
  const server = spawn(ipiProgram, ["input.xml"], { cwd: own, stdio: "ignore" });
  const closed = new Promise((resolve) => server.once("close", resolve));
  const client = await home.connect();
  const { id } = await client.request(ipi, { source: { path: join(own, "start.xyz") }, potential: "sw-si-1985", socket });
  await closed;
  const { state, error } = await ended(client, id);
  assert.is(state, "done", error ?? "");
  const rows = readFileSync(join(own, "run.out"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.trim().split(/\s+/).map(Number));
  assert.is(rows.length, 41);
  const potential = potentialByName("sw-si-1985")!;
  const { energy } = potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
  // i-PI's hartree differs from ours in the eighth digit, of 34 eV.
  assert.ok(Math.abs(rows[0]![2]! - energy) < 2e-5, `${rows[0]![2]} instead of ${energy}`);
  const conserved = rows.map((row) => row[1]!);
  // Velocity Verlet at 1 fs and 300 K: the energy swings by the square of the step, some 1e-4 eV for 8 atoms of silicon; a force
  // with a wrong sign or unit would change it by tenths of an eV.
  assert.ok(Math.max(...conserved) - Math.min(...conserved) < 2e-3, `${Math.max(...conserved) - Math.min(...conserved)} eV`);
  assert.ok(Math.abs(rows[40]![2]! - energy) > 0.02, "the atoms move");
});

/** LAMMPS as a Python module beside ASE. */
function absenceOfPythonLammps(): string | null {
  if (noAse) return noAse;
  const trial =
    "import sys; sys.path.append('/usr/lib/python3/dist-packages'); from lammps import lammps; lammps(cmdargs=['-screen', 'none', '-log', 'none'])";
  const found = spawnSync(python!, ["-c", trial], { timeout: 30_000 }).status === 0;
  return found ? null : "LAMMPS's Python module is not installed: sh scripts/install-peers.sh";
}

check("LAMMPS's fix external moves atoms by our model's forces, and its energy stays", absenceOfPythonLammps(), async () => {
  const structure = rattledSilicon(8);
  const file = join(folder, "moved.xyz");
  writeFileSync(file, extxyz.write!([structure]));
  const socket = `adatom-lammps-${process.pid}`;
  const server = spawn(python!, [fixture("lammps_server.py"), file, socket, "40"], { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  server.stdout.on("data", (chunk) => {
    printed += chunk;
  });
  const closed = new Promise((resolve) => server.once("close", resolve));
  const client = await home.connect();
  const { id } = await client.request(ipi, { source: { path: file }, potential: "sw-si-1985", socket });
  await closed;
  const { state, error } = await ended(client, id);
  assert.is(state, "done", error ?? "");
  const { energies, forces } = JSON.parse(printed) as { energies: [number, number][]; forces: number[] };
  const potential = potentialByName("sw-si-1985")!;
  const expected = potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
  // ASE's units differ from ours in the ninth digit, as above.
  assert.ok(Math.abs(energies[0]![0] - expected.energy) < 1e-6, `${energies[0]![0]} instead of ${expected.energy}`);
  for (const [c, force] of forces.entries()) assert.ok(Math.abs(force - expected.forces[c]!) < 1e-6, `force ${c}`);
  const total = energies.map(([, energy]) => energy);
  // As with i-PI: velocity Verlet at 1 fs swings by some 1e-4 eV, a wrong sign or unit would change tenths of an eV.
  assert.ok(Math.max(...total) - Math.min(...total) < 2e-3, `${Math.max(...total) - Math.min(...total)} eV`);
  assert.ok(Math.abs(energies.at(-1)![0] - expected.energy) > 0.02, "the atoms move");
});

check("ASE's SocketClient labels for us: effective medium theory of copper, as ours", noAse, async () => {
  const copper: Structure = {
    positions: Float64Array.of(0, 0.05, 0, 1.85, 1.8, 0.1, 1.8, 0, 1.82, 0.1, 1.8, 1.75),
    cell: Float64Array.of(3.61, 0, 0.1, 0.05, 3.62, 0, 0, 0.1, 3.63),
    atomicNumbers: new Uint8Array(4).fill(29),
    periodic: [true, true, true],
  };
  const moved = { ...copper, positions: copper.positions.map((x, k) => x + 0.02 * Math.sin(k)) };
  const spec = ipiSpec("ase-emt", [python!, fixture("ase_client.py"), "start.xyz", "{{socket}}"], { "start.xyz": "{{structure.extxyz}}" });
  const labels = await labelsOf(spec, [copper, moved]);
  const potential = potentialByName("emt")!;
  for (const [k, structure] of [copper, moved].entries()) {
    const expected = potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
    assert.ok(Math.abs(labels[k]!.energy! - expected.energy) < 1e-6, `${labels[k]!.energy} instead of ${expected.energy}`);
    for (const [c, force] of labels[k]!.forces!.entries()) assert.ok(Math.abs(force - expected.forces[c]!) < 1e-6);
    for (const [c, one] of labels[k]!.stress!.entries()) assert.ok(Math.abs(one - expected.stress[c]!) < 1e-6);
  }
});

check("LAMMPS's fix ipi labels for us", absence("lmp"), async () => {
  const file = join(folder, "Si.sw");
  writeFileSync(file, "Si Si Si 2.1683 2.0951 1.80 21.0 1.20 -0.333333333333 7.049556277 0.6022245584 4.0 0.0 0.0\n");
  const input =
    "units metal\natom_style atomic\natom_modify map array sort 0 0\nbox tilt large\nread_data structure.data\npair_style sw\npair_coeff * * Si.sw Si\nthermo_style custom step pe pxx pyy pzz pxy pxz pyz\nfix 1 all ipi {{socket}} 31415 unix\nrun 1000000\n";
  const spec = ipiSpec(
    "lammps",
    ["lmp", "-in", "in.lmp", "-log", "none"],
    { "in.lmp": input, "structure.data": "{{structure.lammps-data}}" },
    [file],
  );
  const structures = [skewedSilicon(4), skewedSilicon(5)];
  const labels = await labelsOf(spec, structures);
  const potential = potentialByName("sw-si-1985")!;
  for (const [k, structure] of structures.entries()) {
    const expected = potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
    // LAMMPS's units have nine digits.
    assert.ok(Math.abs(labels[k]!.energy! - expected.energy) < 1e-5, `${labels[k]!.energy} instead of ${expected.energy}`);
    for (const [c, force] of labels[k]!.forces!.entries())
      assert.ok(Math.abs(force - expected.forces[c]!) < 1e-5, `force ${c}: ${force} instead of ${expected.forces[c]}`);
    for (const [c, one] of labels[k]!.stress!.entries())
      assert.ok(Math.abs(one - expected.stress[c]!) < 1e-5, `stress ${c}: ${one} instead of ${expected.stress[c]}`);
  }
});

check("CP2K's driver mode labels for us, as CP2K through files does", absence("cp2k"), async () => {
  const program = shippedSpec("cp2k", { values: { xtb: true, epsScf: "1.0E-8" } });
  const input = program.inputs["cp2k.inp"]!.replace("RUN_TYPE ENERGY_FORCE", "RUN_TYPE DRIVER").concat(
    "&MOTION\n  &DRIVER\n    UNIX T\n    HOST {{socket}}\n  &END DRIVER\n&END MOTION\n",
  );
  const spec = { ...ipiSpec("cp2k", ["cp2k", "-i", "cp2k.inp"], { "cp2k.inp": input }), values: program.values } as CalculatorSpec;
  const structures = [skewedSilicon(6), skewedSilicon(7)];
  const [overSocket, throughFiles] = [await labelsOf(spec, structures), await labelsOf(program, structures)];
  for (const [k, { energy, forces, stress }] of throughFiles.entries()) {
    // The second calculation over the socket starts from the first's wave function: both converge to 1e-8 only.
    assert.ok(Math.abs(overSocket[k]!.energy! - energy!) < 1e-5, `${overSocket[k]!.energy} instead of ${energy}`);
    for (const [c, force] of overSocket[k]!.forces!.entries())
      assert.ok(Math.abs(force - forces![c]!) < 1e-3, `force ${c}: ${force} instead of ${forces![c]}`);
    for (const [c, one] of overSocket[k]!.stress!.entries())
      assert.ok(Math.abs(one - stress![c]!) < 1e-4, `stress ${c}: ${one} instead of ${stress![c]}`);
  }
});

function ipiInput(socket: string): string {
  return `<simulation verbosity="quiet">
  <output prefix="run">
    <properties filename="out" stride="1"> [ step, conserved{electronvolt}, potential{electronvolt} ] </properties>
  </output>
  <total_steps>40</total_steps>
  <prng><seed>31415</seed></prng>
  <ffsocket mode="unix" name="driver" pbc="False"><address>${socket}</address><latency>1e-4</latency></ffsocket>
  <system>
    <initialize nbeads="1">
      <file mode="ase" units="ase">start.xyz</file>
      <velocities mode="thermal" units="kelvin">300</velocities>
    </initialize>
    <forces><force forcefield="driver"/></forces>
    <motion mode="dynamics"><dynamics mode="nve"><timestep units="femtosecond">1.0</timestep></dynamics></motion>
    <ensemble><temperature units="kelvin">300</temperature></ensemble>
  </system>
</simulation>
`;
}

test("nobody listens: the run fails and says what to start", async () => {
  const file = join(folder, "alone.xyz");
  writeFileSync(file, extxyz.write!([rattledSilicon(1)]));
  const client = await home.connect();
  const { id } = await client.request(ipi, {
    source: { path: file },
    potential: "sw-si-1985",
    socket: join(folder, "nobody"),
    connectSeconds: 0.3,
  });
  const { state, error } = await ended(client, id);
  assert.is(state, "failed");
  assert.match(error!, /Nobody listens at .*nobody .*start the program/);
  assert.ok(!existsSync(join(folder, "nobody")));
});

test.run();
