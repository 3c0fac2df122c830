// Every potential of models/potentials' index, and sets made up to take branches that those do not: plain loops over a plain list,
// against the kernel's list with the kernel (where the potential has one) and without it, and against the form for GPUs.
// A potential that is new in the index gets its line in `shipped`.
import { type AtomsKernel, withPlainLoops } from "@adatom/models/kernels/atoms/engine.ts";
import { buildFastList, KernelNeighbourList } from "@adatom/models/kernels/atoms/kernel-neighbour-list.ts";
import { deviceFormOf } from "@adatom/models/kernels/gpu/device-form.ts";
import { deviceObstacle } from "@adatom/models/kernels/gpu/device-system.ts";
import { evaluateOnDevice } from "@adatom/models/kernels/gpu/evaluate.ts";
import { effectiveMedium } from "@adatom/models/potentials/effective-medium.ts";
import { eamFromFuncfl } from "@adatom/models/potentials/files/funcfl.ts";
import { eamFromSetfl } from "@adatom/models/potentials/files/setfl.ts";
import { shippedPotentials } from "@adatom/models/potentials/index.ts";
import type { Evaluation, Potential } from "@adatom/models/potentials/potential.ts";
import { silicon1985, stillingerWeber } from "@adatom/models/potentials/stillinger-weber.ts";
import { stillingerWeberMixture } from "@adatom/models/potentials/stillinger-weber-mixture.ts";
import { tersoff } from "@adatom/models/potentials/tersoff.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { inventedFuncfl, inventedSetfl } from "../../fixtures/lammps/eam-files.ts";
import { genericStillingerWeberEntries, genericTersoffEntries } from "../../fixtures/lammps/network-trials.ts";
import { ofSpecies } from "../../fixtures/lammps/sample-solids.ts";
import { deformed, diamond, displaced, liquid, primitiveDiamond, resheared } from "../structures.ts";
import type { ConformanceCase, Results } from "../suite/case.ts";
import { largest } from "../suite/compare.ts";

const strain = [0.05, 0.1, 0, 0.02, -0.04, 0.07, 0, 0.03, 0.02];
const slab = (structure: Structure): Structure => ({ ...structure, periodic: [true, true, false] });

/** By name: a structure of a lattice constant. */
type Shapes = Readonly<Record<string, (lattice: number) => Structure>>;

const small: Shapes = {
  "64 atoms": (a) => displaced(diamond(2, a), 0.05 * a, 1),
  "primitive cell": (a) => displaced(primitiveDiamond(a), 0.03 * a, 2),
  "skewed and strained": (a) => resheared(deformed(displaced(diamond(1, a), 0.04 * a, 3), strain)),
  // Wide enough for two cutoffs: these run on GPUs as well.
  "216 atoms": (a) => displaced(diamond(3, a), 0.028 * a, 3),
  "216 atoms, skewed": (a) => deformed(displaced(diamond(3, a), 0.028 * a, 3), [0.02, 0.1, 0, 0, -0.03, 0.05, 0.08, 0, 0.05]),
};

/** For kernels: parts, one and many, odd numbers of atoms, cells smaller than the reach, no cell at all. */
const parts: Shapes = {
  "27 parts or so": (a) => displaced(diamond(9, a), 0.03 * a, 4),
  "skewed, several parts": (a) => resheared(deformed(displaced(diamond(7, a), 0.03 * a, 5), strain)),
  "slab, odd number": (a) => {
    const whole = slab(displaced(diamond(5, a), 0.03 * a, 6));
    return { ...whole, positions: whole.positions.slice(0, 3 * 997), atomicNumbers: whole.atomicNumbers.slice(0, 997) };
  },
  cluster: (a) => ({ ...displaced(diamond(6, a), 0.03 * a, 7), cell: new Float64Array(9), periodic: [false, false, false] }),
};
const fluid: Shapes = { liquid: (a) => liquid(301, 14, 7 / a ** 3, 0.36 * a, 8) };
const every: Shapes = { ...small, ...parts, ...fluid };

/** Lattice constant of diamond for its atoms (angstrom), elements dealt out in turn, and the structures it is tried on. */
const shipped: Readonly<Record<string, readonly [lattice: number, species: readonly number[], shapes: Shapes]>> = {
  "sw-si-1985": [5.431, [14], every],
  "sw-si-vink2001": [5.431, [14], small],
  "sw-ge-1986": [5.66, [32], small],
  "sw-gan-2006": [4.5, [31, 7, 7], every],
  "sw-cdte-1989": [6.48, [48, 52], small],
  "tersoff-si-1988": [5.432, [14], every],
  "tersoff-c-1989": [3.57, [6], small],
  "tersoff-ge-1989": [5.66, [32], small],
  "tersoff-sic-1989": [4.32, [14, 6], every],
  "tersoff-sic-1994": [4.32, [14, 6, 6], small],
  "tersoff-sige-1989": [5.54, [14, 32], small],
  "tersoff-bnc-2012": [3.6, [5, 7, 6], every],
  // Nearest neighbours as far apart as in the metal.
  emt: [5.9, [29, 79, 28, 13, 47], every],
  // No kernels of their own.
  "morse-cu-1959": [5.9, [29], { ...small, ...fluid }],
  "lj-ar": [8.6, [18], { ...small, ...fluid }],
  // Its bonds are those of the crystal.
  "keating-si": [5.431, [14], small],
};

/** Of two elements, with the same whole exponents for all pairs: the kernel does no others. */
function wholeEntries(tolerance: number): ReturnType<typeof genericStillingerWeberEntries> {
  return genericStillingerWeberEntries(tolerance).map(({ elements, parameters }) => ({
    elements,
    parameters: { ...parameters, p: 5, q: 1 },
  }));
}

/** Stillinger-Weber sets with exponents that are not whole or differ between pairs: in plain loops, and on GPUs. */
const leftToLoops: readonly string[] = ["sw-generic-mixture", "sw-tolerance"];

/**
 * Branches that no shipped set takes: whole exponents other than silicon's, mixtures, the tolerance of mixtures, other Tersoff exponents;
 * EAM of one element, of two, of two with densities by pairs (at 4.9 angstrom many atoms are beyond the last tabulated density); one metal.
 */
const madeUp: readonly (readonly [Potential, number, readonly number[]])[] = [
  [stillingerWeber("sw-whole", "made up for tests", 14, { ...silicon1985, p: 5, q: 2, gamma: 0.8 }), 5.431, [14]],
  [stillingerWeberMixture("sw-generic-mixture", "made up for tests", genericStillingerWeberEntries(0)), 4.8, [31, 7]],
  [stillingerWeberMixture("sw-tolerance", "made up for tests", genericStillingerWeberEntries(0.001)), 4.8, [31, 7]],
  [stillingerWeberMixture("sw-whole-mixture", "made up for tests", wholeEntries(0)), 4.8, [31, 7]],
  [stillingerWeberMixture("sw-whole-tolerance", "made up for tests", wholeEntries(0.001)), 4.8, [31, 7]],
  [tersoff("tersoff-generic", "made up for tests", genericTersoffEntries), 4.8, [6, 14]],
  [eamFromFuncfl([inventedFuncfl(28)], { name: "eam" }).value!, 5.6, [28]],
  [eamFromSetfl(inventedSetfl("alloy"), { name: "eam-alloy" }).value!, 4.9, [28, 13]],
  [eamFromSetfl(inventedSetfl("fs"), { name: "eam-fs", form: "fs" }).value!, 4.9, [28, 13, 13]],
  [effectiveMedium("emt-nickel", "one metal", [28]), 5.6, [28]],
];

export function evaluationResults({ energy, energies, forces, stress }: Evaluation): Results {
  return [
    { quantity: "energy, eV/atom", values: [energy / energies.length] },
    { quantity: "energies of atoms, eV", values: energies },
    { quantity: "forces, eV/angstrom", values: forces },
    { quantity: "stress, eV/angstrom^3", values: stress },
  ];
}

const skinAngstrom = 0.3;

/** The potential's form for devices, if it has one and the structure can be there. */
export function onDevice(potential: Potential, structure: Structure): Pick<ConformanceCase, "onGpu"> {
  const form = deviceFormOf(potential);
  if (!form || deviceObstacle(structure, potential.cutoffAngstrom, skinAngstrom)) return {};
  // Repulsion and attraction of a strongly bent bond are some three times the largest force that is left of them: 50 eV/angstrom
  // each in boron nitride at 1.3 angstrom. Among thousands of atoms there are such bonds (7e-6 of the largest force was seen).
  const cancels = potential.form?.kind === "tersoff" && structure.atomicNumbers.length > 1000;
  return {
    async onGpu(device) {
      const { energy, forces, stress } = await evaluateOnDevice(device, form, structure, skinAngstrom);
      return [
        { quantity: "energy, eV/atom", values: [energy / structure.atomicNumbers.length] },
        { quantity: "forces, eV/angstrom", values: forces, ...(cancels && { scale: 2 * largest(forces) }) },
        { quantity: "stress, eV/angstrom^3", values: stress },
      ];
    },
  };
}

const ofAtoms = [
  "kernels/atoms/team.c",
  "kernels/atoms/part.h",
  "kernels/atoms/bonds.h",
  "kernels/atoms/build.h",
  "kernels/atoms/functions.h",
];
const ofGpu = ["bonds", "potential", "neighbour-rows", "fixed-point", "state"].map((name) => `kernels/gpu/${name}.wgsl.ts`);

/** Potentials of two rounds have no form for GPUs. */
const twoRounds = (potential: Potential): string[] => {
  const source = /^(eam|emt)/.exec(potential.name)?.[1];
  if (source === undefined) return [];
  return [...ofAtoms, "kernels/atoms/embedding.h", `kernels/atoms/${source === "eam" ? "embedded-atom" : "effective-medium"}.h`];
};

/** Does work, and counts how often the kernel was called on its threads. */
function watched<T>(kernel: AtomsKernel, work: () => T): { readonly result: T; readonly runs: number } {
  let runs = 0;
  const { run } = kernel;
  Object.assign(kernel, {
    run(...args: Parameters<typeof run>) {
      runs++;
      run(...args);
    },
  });
  try {
    return { result: work(), runs };
  } finally {
    Object.assign(kernel, { run });
  }
}

function potentialCase(potential: Potential, shape: string, structure: Structure): ConformanceCase {
  const kind = potential.form?.kind;
  const byKernel = (kind !== undefined || twoRounds(potential).length > 0) && !leftToLoops.includes(potential.name);
  const ofKernel = kind ? [...ofAtoms, `kernels/atoms/${kind}.h`] : twoRounds(potential);
  const onGpu = onDevice(potential, structure);
  const reach = potential.cutoffAngstrom + 0.7;
  return {
    subject: potential.name,
    name: shape,
    covers: [
      ...(shipped[potential.name] ? [`potentials/${potential.name}`] : []),
      ...(byKernel ? ofKernel : []),
      ...(onGpu.onGpu ? [...ofGpu, `kernels/gpu/${kind}.wgsl.ts`] : []),
    ],
    reference() {
      const found = evaluationResults(withPlainLoops(() => potential.evaluate(structure, buildNeighbourList(structure, reach))));
      return [...found, ...found];
    },
    onProcessor() {
      const list = buildFastList(structure, reach);
      if (!(list instanceof KernelNeighbourList)) throw new Error("the list is not the kernel's");
      // Rows are written out now, so that this does not count as the potential's.
      if (list.first.length !== structure.atomicNumbers.length + 1) throw new Error("the list has rows of other atoms");
      const { result: found, runs } = watched(list.parts.kernel, () => potential.evaluate(structure, list));
      if (byKernel !== runs > 0) throw new Error(byKernel ? "the kernel did not do it" : "a kernel did it");
      // The plain loops over the kernel's list, written out.
      const plain = withPlainLoops(() => potential.evaluate(structure, list));
      return [...evaluationResults(found), ...evaluationResults(plain)];
    },
    ...onGpu,
  };
}

const lattices = shippedPotentials.flatMap((potential) => {
  const line = shipped[potential.name];
  return line ? [{ potential, lattice: line[0], species: line[1], shapes: line[2] }] : [];
});

export const potentialCases: readonly ConformanceCase[] = [
  ...lattices,
  ...madeUp.map(([potential, lattice, species]) => ({ potential, lattice, species, shapes: every })),
].flatMap(({ potential, lattice, species, shapes }) =>
  Object.entries(shapes).map(([shape, make]) => potentialCase(potential, shape, ofSpecies(make(lattice), species))),
);
