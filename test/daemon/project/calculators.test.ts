// Calculators of adatom.json made whole: what a project says goes before what a shipped program says, of all elements and of one.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CalculatorSpec } from "@adatom/daemon/compute/labels/calculator.ts";
import { resolveCalculator } from "@adatom/daemon/project/calculators.ts";
import type { ModelLibrary, Project } from "@adatom/daemon/project/contract.ts";
import { prepareCalculation } from "@adatom/models/calculators/program.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { calculator } from "@adatom/protocol/calculator.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("calculators of a project");
const folder = mkdtempSync(join(tmpdir(), "adatom-calculators-"));
test.after(() => rmSync(folder, { recursive: true }));

type Run = Exclude<CalculatorSpec, { type: "model" }>;

async function resolved(written: object): Promise<Run> {
  const content = { calculators: { one: calculator.parse(written) } } as unknown as Project["content"];
  const project: Project = { folder, file: join(folder, "adatom.json"), content, problems: [], watching: false };
  return (await resolveCalculator(project, undefined, {} as ModelLibrary)) as Run;
}

const quartzLike: Structure = {
  positions: Float64Array.of(0, 0, 0, 1.6, 0, 0, 0, 0.9, 0),
  cell: Float64Array.of(10, 0, 0, 0, 10, 0, 0, 0, 10),
  atomicNumbers: Uint8Array.of(14, 8, 1),
  periodic: [true, true, true],
};
const inputOf = (spec: Run): string => prepareCalculation(spec, quartzLike).files["dftb_in.hsd"]!;

test("DFTB+ knows every element's shells, and takes a project's word of one or of all instead", async () => {
  const plain = { type: "program", template: "dftb+" };
  assert.match(inputOf(await resolved(plain)), /Si = "d"\n\s+O = "p"\n\s+H = "s"/);
  assert.match(inputOf(await resolved({ ...plain, species: { Si: { angularMomentum: "p" } } })), /Si = "p"\n\s+O = "p"\n\s+H = "s"/);
  assert.match(inputOf(await resolved({ ...plain, values: { angularMomentum: "d" } })), /Si = "d"\n\s+O = "d"\n\s+H = "d"/);
});

test("lines of a project's own stand in the Hamiltonian", async () => {
  const more = ["ThirdOrderFull = Yes", "HubbardDerivs { Si = -0.04 }"];
  assert.match(
    inputOf(await resolved({ type: "program", template: "dftb+", values: { more } })),
    / {2}ThirdOrderFull = Yes\n {2}HubbardDerivs \{ Si = -0\.04 \}\n\}\nOptions/,
  );
});

test("over a socket DFTB+ has its shipped input, with a driver; other programs bring their own", async () => {
  const spec = await resolved({ type: "i-pi", template: "dftb+" });
  assert.equal(spec.command, ["dftb+"]);
  const asked = { ...spec, values: { ...spec.values, socketPath: "/tmp/ipi_x" } };
  assert.match(inputOf(asked), /Driver = Socket \{\n {2}File = "\/tmp\/ipi_x"/);
  assert.match(inputOf(spec), /Driver = \{\}/);
  writeFileSync(join(folder, "in.lmp"), "fix 1 all ipi {{socket}} 31415 unix\n");
  const lammps = await resolved({ type: "i-pi", template: "lammps", command: ["lmp"], inputs: { "in.lmp": "in.lmp" } });
  assert.equal(Object.keys(lammps.inputs), ["in.lmp"]);
});

test.run();
