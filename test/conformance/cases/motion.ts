// Molecular dynamics: a run's positions, velocities and energies after some steps, through lists built anew, under every thermostat
// without random numbers of its own on a device; on the processor in plain loops, in kernels, and on a GPU between frames.
import { startDeviceDynamics } from "@adatom/models/dynamics/device-dynamics.ts";
import type { MolecularDynamicsOptions, ThermoSample } from "@adatom/models/dynamics/dynamics.ts";
import { startMolecularDynamics } from "@adatom/models/dynamics/molecular-dynamics.ts";
import { withPlainLoops } from "@adatom/models/kernels/atoms/engine.ts";
import { deviceFormOf } from "@adatom/models/kernels/gpu/device-form.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import { stillingerWeberSilicon1985 } from "@adatom/models/potentials/stillinger-weber.ts";
import { tersoffSilicon1988 } from "@adatom/models/potentials/tersoff-parameters.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { diamond, displaced } from "../structures.ts";
import type { ConformanceCase, Results } from "../suite/case.ts";

interface Run {
  readonly name: string;
  readonly potential: Potential;
  readonly structure: Structure;
  readonly options: MolecularDynamicsOptions;
  readonly steps: number;
  /** Lists that a run on a GPU must have built meanwhile; absent: it does not run there. */
  readonly leastBuilds?: number;
}

const onTheirOwn = { ensemble: "nve", timestepFs: 1, temperatureKelvin: 600, seed: 5, skinAngstrom: 0.4 } as const;
const small = { potential: stillingerWeberSilicon1985, structure: diamond(3) };
const baths = ["nvt-nose-hoover", "nvt-bussi", "nvt-berendsen"] as const;

const runs: readonly Run[] = [
  { name: "constant energy, 216 atoms", ...small, options: onTheirOwn, steps: 150, leastBuilds: 3 },
  ...baths.map((ensemble): Run => {
    const ramp = { frictionPerFs: 0.02, thermostatTimeFs: 40, temperatureEndKelvin: 900, rampSteps: 60, fixedAtoms: [3] };
    return {
      name: `${ensemble}, a ramp, an atom fixed`,
      ...small,
      options: { ...onTheirOwn, ...ramp, ensemble },
      steps: 60,
      leastBuilds: 1,
    };
  }),
  // From 1000 atoms on, motion itself is in the kernel.
  ...[stillingerWeberSilicon1985, tersoffSilicon1988].map(
    (potential): Run => ({
      name: `constant energy, 1728 atoms, ${potential.name}`,
      potential,
      structure: displaced(diamond(6), 0.1, 1),
      options: { ensemble: "nve", timestepFs: 1, temperatureKelvin: 300, seed: 1 },
      steps: 20,
    }),
  ),
  ...(["nvt-langevin", "nvt-nose-hoover", "nvt-bussi", "npt"] as const).map(
    (ensemble): Run => ({
      name: `${ensemble}, 1728 atoms`,
      potential: stillingerWeberSilicon1985,
      structure: displaced(diamond(6), 0.1, 1),
      options: { ensemble, timestepFs: 1, temperatureKelvin: 600, seed: 1, frictionPerFs: 0.02, thermostatTimeFs: 40 },
      steps: 20,
    }),
  ),
];

function results(run: { structure(): Structure; velocities(): ArrayLike<number> }, sample: ThermoSample, ensemble: string): Results {
  const { positions, atomicNumbers } = run.structure();
  return [
    { quantity: "positions of a run, angstrom", values: positions },
    { quantity: "velocities of a run, angstrom/fs", values: run.velocities() },
    {
      quantity: ensemble === "nve" ? "conserved energy of a run, eV/atom" : "conserved energy of a run with a bath, eV/atom",
      values: [sample.conservedEnergy / atomicNumbers.length],
    },
    { quantity: "temperature of a run, K", values: [sample.temperatureKelvin] },
    { quantity: "pressure of a run, GPa", values: [sample.pressureGPa!] },
  ];
}

export const motionCases: readonly ConformanceCase[] = runs.map(({ name, potential, structure, options, steps, leastBuilds }) => {
  const onProcessor = (): Results => {
    const run = startMolecularDynamics(structure, potential, options);
    return results(run, run.advance(steps), options.ensemble);
  };
  return {
    subject: "molecular dynamics",
    name,
    covers: [
      "kernels/atoms/team.c",
      "kernels/atoms/motion.h",
      "kernels/atoms/noise.h",
      "kernels/gpu/motion.wgsl.ts",
      "kernels/gpu/state.wgsl.ts",
    ],
    reference: () => withPlainLoops(onProcessor),
    onProcessor,
    ...(leastBuilds !== undefined && {
      async onGpu(device) {
        // Room for fewer bonds than atoms have: it is made.
        const form = { ...deviceFormOf(potential)!, bonds: 4 };
        const run = await startDeviceDynamics(device, structure, potential, form, options);
        try {
          const sample = await run.advance(steps);
          await run.settle();
          if (run.listBuilds() < leastBuilds) throw new Error(`only ${run.listBuilds()} lists were built`);
          return results(run, sample, options.ensemble);
        } finally {
          run.dispose();
        }
      },
    }),
  };
});
