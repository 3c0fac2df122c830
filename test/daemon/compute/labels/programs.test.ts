// The shipped templates with the real programs: forces and stress are derivatives of the energy, in cells of any orientation.

// time limit: 300 s
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programs } from "@adatom/models/calculators/programs/index.ts";
import { potentialByName } from "@adatom/models/potentials/index.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { checkDerivatives } from "../../../fixtures/calculators/derivatives.ts";
import { absence, labelsOf, shippedSpec } from "../../../fixtures/calculators/run.ts";
import { turnedSilicon, water } from "../../../fixtures/calculators/structures.ts";
import { rattledSilicon } from "../silicon.ts";

const test = suite("shipped calculators");
const folder = mkdtempSync(join(tmpdir(), "adatom-programs-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the check, or says why not. */
function withProgram(name: string, program: string, check: () => Promise<void>): void {
  const absent = absence(program);
  if (absent) test.skip(`${name} (${absent})`, check);
  else test(name, check);
}

test("a shipped program that is not installed is named, whichever it is", async () => {
  for (const { name, command } of programs) {
    const spec = shippedSpec(name, { environment: { PATH: folder } });
    await labelsOf(spec, [water]).then(
      () => assert.unreachable(),
      (error: Error) => assert.match(error.message, command[0]!),
    );
  }
});

withProgram("xTB: a molecule's forces are derivatives of its energy", "xtb", async () => {
  await checkDerivatives({
    structure: water,
    label: (structures) => labelsOf(shippedSpec("xtb"), structures),
    components: [2, 3, 7],
    step: 0.002,
    // The energy is printed to 1e-12 hartree; what is left is the third derivative, some 300 eV/A^4 times step^2 / 6.
    forceTolerance: 1e-3,
  });
});

withProgram("xTB refuses a crystal, and says what takes one", "xtb", async () => {
  const spec = shippedSpec("xtb");
  await labelsOf(spec, [rattledSilicon(1)]).then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, /do not repeat.*cp2k/),
  );
});

withProgram("CP2K (GFN1-xTB): forces and stress of a turned crystal", "cp2k", async () => {
  await checkDerivatives({
    structure: turnedSilicon(),
    label: (structures) => labelsOf(shippedSpec("cp2k", { values: { xtb: true, epsScf: "1.0E-9", maxScf: 300 } }), structures),
    components: [3],
    step: 0.01,
    // GFN1 of two atoms and the Gamma point alone is crude, but its own derivative: third derivatives are some 100 eV/A^4.
    forceTolerance: 5e-3,
    strains: [4],
    strain: 2e-3,
    stressTolerance: 2e-3,
  });
});

withProgram("CP2K (GFN1-xTB): a molecule in a box", "cp2k", async () => {
  const label = await checkDerivatives({
    structure: water,
    label: (structures) => labelsOf(shippedSpec("cp2k", { values: { xtb: true, epsScf: "1.0E-8" } }), structures),
    components: [3],
    step: 0.005,
    forceTolerance: 5e-3,
  });
  assert.is(label.stress, undefined);
});

withProgram("Quantum ESPRESSO: forces and stress, with a pseudopotential made on the spot", "pw.x", async () => {
  writeFileSync(join(folder, "atom.in"), pseudopotentialInput);
  const made = spawnSync("ld1.x", ["-in", "atom.in"], { cwd: folder, encoding: "utf8", timeout: 60_000, input: pseudopotentialInput });
  assert.is(made.status, 0, made.stdout);
  const spec = shippedSpec("quantum-espresso", {
    files: [join(folder, "Si.UPF")],
    values: { cutoff: 16, kspacing: 1.2, convergence: "1.0d-11" },
  });
  await checkDerivatives({
    structure: turnedSilicon(),
    label: (structures) => labelsOf(spec, structures),
    components: [5],
    step: 0.01,
    // Energies to 1e-8 Ry.
    forceTolerance: 5e-3,
    strains: [5],
    strain: 4e-3,
    // The number of plane waves changes with the cell: the stress of a fixed basis, which is printed, is not quite the slope.
    stressTolerance: 0.01,
  });
});

withProgram("LAMMPS: Stillinger-Weber as ours, in cells turned and left-handed", "lmp", async () => {
  const file = join(folder, "Si.sw");
  writeFileSync(file, "Si Si Si 2.1683 2.0951 1.80 21.0 1.20 -0.333333333333 7.049556277 0.6022245584 4.0 0.0 0.0\n");
  const spec = shippedSpec("lammps", { files: [file], values: { pairStyle: "sw", pairCoeff: "* * Si.sw {{symbols}}" } });
  const structures = [
    turnedSilicon(),
    turnedSilicon(true),
    rattledSilicon(3),
    { ...rattledSilicon(4), cell: new Float64Array(9), periodic: [false, false, false] as const },
  ];
  const labels = await labelsOf(spec, structures);
  const potential = potentialByName("sw-si-1985")!;
  for (const [k, structure] of structures.entries()) {
    const expected = potential.evaluate(structure, buildNeighbourList(structure, potential.cutoffAngstrom));
    const { energy, forces, stress } = labels[k]!;
    // 15 printed digits, and positions that went through text; LAMMPS's parameter of the angle has 12 digits.
    assert.ok(
      Math.abs(energy! - expected.energy) < 1e-7 * structure.atomicNumbers.length,
      `energy ${energy} instead of ${expected.energy}`,
    );
    for (const [c, force] of forces!.entries())
      assert.ok(Math.abs(force - expected.forces[c]!) < 1e-7, `force ${c} of ${k}: ${force} instead of ${expected.forces[c]}`);
    if (k < 3)
      for (const [c, one] of stress!.entries())
        assert.ok(Math.abs(one - expected.stress[c]!) < 1e-7, `stress ${c} of ${k}: ${one} instead of ${expected.stress[c]}`);
    else assert.is(stress, undefined);
  }
});

/** A norm-conserving pseudopotential of silicon (Troullier and Martins), LDA. */
const pseudopotentialInput = ` &input
   title='Si', prefix='Si', zed=14.0, rel=0, beta=0.5,
   config='[Ne] 3s2 3p2 3d-2', iswitch=3, dft='PZ'
 /
 &inputp
   pseudotype=1, file_pseudopw='Si.UPF', author='test', lloc=2, tm=.true.
 /
3
3S  1  0  2.00  0.00  2.10  2.10  0.0
3P  2  1  2.00  0.00  2.20  2.20  0.0
3D  3  2 -2.00  0.15  2.20  2.20  0.0
`;

test.run();
