// analyse: what the structures of a file look like: shells, angles, rings, order, scattering, diffusion, symmetry.
import { type AnalysisPart, analyse as analyseRequest, analysisParts } from "@adatom/protocol/analyse.ts";
import type { Result } from "@adatom/protocol/define.ts";
import type { Command, CommandContext, Option } from "../command/command.ts";
import { resolveUserPath, shownPath } from "../command/paths.ts";
import { filePositional, parseFrames, potentialOptions, structureParams } from "../command/potential-options.ts";
import { fixed } from "../terminal/numbers.ts";
import { plot } from "../terminal/plot.ts";
import { namedTable, pairs, table } from "../terminal/table.ts";
import { framesOption } from "./energy.ts";

type Analysis = Result<typeof analyseRequest>;

const summaries: Record<AnalysisPart, string> = {
  table: "density, shells, angles, energy and coordination in one row (table II of Comin and Lewis 2019); the default",
  "table-two": "the same beside the rows of that table, with its spreads and the second shell of g(r)",
  rdf: "radial distribution function g(r), by elements with --json",
  angles: "bond-angle distribution",
  dihedrals: "dihedral-angle distribution",
  coordination: "first and second shell: neighbours and neighbours of neighbours",
  rings: "ring statistics: shortest-path rings and King's rings through an atom",
  "bond-order": "Steinhardt's q4, q6, w4, w6 and averaged q",
  "centro-symmetry": "centro-symmetry parameter of the atoms: its mean, and the atoms farthest from symmetry",
  "structure-factor": "static structure factor S(q)",
  diffusion: "mean-square displacement and diffusion coefficient over the frames (needs --timestep)",
  vibrations: "velocity autocorrelation and vibrational density of states from the motion between frames (needs --timestep)",
  "x-ray": "powder pattern of the first frame",
  symmetry: "space group and Wyckoff positions of every frame",
};

const partOptions: Option[] = analysisParts.map((name) => ({ name, type: "flag", summary: summaries[name] }));

export const analyse: Command = {
  name: "analyse",
  summary: "analyse the structures of a file: g(r), angles, coordination, rings, symmetry and more",
  details:
    "All frames are averaged over; --symmetry looks at each one, --x-ray at the first. Bonds end at the first minimum of g(r) unless --bond-cutoff says otherwise. Energies in the table are the file's own unless --potential or --model is given.",
  positionals: [filePositional],
  options: [
    ...partOptions,
    framesOption,
    { name: "cutoff", type: "number", value: "ANGSTROM", summary: "end of g(r); may go beyond half the cell (default 6)" },
    { name: "smoothing", type: "number", value: "ANGSTROM", summary: "width of the Gaussian that smooths g(r) (default 0.05)" },
    { name: "bond-cutoff", type: "number", value: "ANGSTROM", summary: "longest bond (default: first minimum of g(r))" },
    { name: "ring-size", type: "integer", value: "N", summary: "longest ring, atoms (default 8)" },
    { name: "centro-neighbours", type: "integer", value: "N", summary: "of --centro-symmetry, even (default 12: fcc; 8: bcc)" },
    { name: "timestep", type: "number", value: "FS", summary: "time between frames, for --diffusion and --vibrations" },
    { name: "wavelength", type: "number", value: "ANGSTROM", summary: "of the X-rays (default copper K alpha 1, 1.540593)" },
    { name: "tolerance", type: "number", value: "ANGSTROM", summary: "of --symmetry (default 0.001)" },
    { name: "plot", field: "plots", type: "text", value: "FOLDER", summary: "write every curve as an SVG file", completes: "folder" },
    ...potentialOptions,
  ],
  examples: [
    "examples/silicon/data/test.xyz --table --rings",
    "examples/silicon/diamond.xyz --rdf --angles --symmetry",
    "examples/silicon/data/test.xyz --table-two --rdf --angles --plot figures",
  ],
  async run(context) {
    const { arguments: given, output, folder } = context;
    const plots = given.text("plot");
    const client = await context.connect({ start: true });
    const chosen = analysisParts.filter((part) => given.flag(part));
    const frames = parseFrames(given.text("frames"));
    const optional = {
      cutoff: given.number("cutoff"),
      smoothing: given.number("smoothing"),
      bondCutoff: given.number("bond-cutoff"),
      ringSize: given.number("ring-size"),
      centroNeighbours: given.number("centro-neighbours"),
      timestep: given.number("timestep"),
      wavelength: given.number("wavelength"),
      tolerance: given.number("tolerance"),
    };
    const params = {
      ...structureParams(context),
      ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
      ...(chosen.length > 0 && { include: chosen }),
      ...(frames && { frames }),
      ...(plots !== undefined && { plots: resolveUserPath(folder, plots) }),
    };
    const { problems, ...found } = await client.request(analyseRequest, params, { signal: context.signal });
    for (const { severity, message, line, column, file } of problems) {
      output.note(`${severity}: ${file ?? given.required("FILE")}:${line + 1}:${column + 1}: ${message}`);
    }
    output.result(found, () => text(context, found));
    return 0;
  },
};

function text({ output, folder }: CommandContext, found: Omit<Analysis, "problems">): string[] {
  const { style } = output;
  const columns = output.columns();
  const parts: [string, string[]][] = [];
  const curve = (name: string, xName: string, x: number[], y: (number | null)[]): string[] =>
    plot([{ name, x, y: y.map((value) => value ?? Number.NaN) }], { columns, lines: 10, xName, style });
  const { rdf, angles, dihedrals, coordination, rings, bondOrder, centroSymmetry, structureFactor, diffusion, vibrations, xRay, symmetry } =
    found;
  if (found.tableTwo) {
    const { title, columns: names, rows } = found.tableTwo;
    const head = names.map((name, k) => ({ title: name, align: k === 0 ? "start" : "end" }) as const);
    const cells = rows.map((row) => row.map((cell) => (cell === null ? "-" : String(cell))));
    parts.push([title, namedTable(head, cells, columns, style)]);
  }
  if (found.table) parts.push(["", pairs(tableLines(found.table), columns, style)]);
  if (rdf) {
    const peaks = `first peak ${fixed(rdf.firstPeak, 3)} Å, first minimum ${fixed(rdf.firstMinimum, 3)} Å, ${rdf.numberDensity.toFixed(5)} atoms/Å³`;
    parts.push([`g(r), smoothed: ${peaks}`, curve("g(r)", "Å", rdf.distances, rdf.smoothed)]);
  }
  if (angles) {
    parts.push([
      `${angles.count} bond angles: ${fixed(angles.mean, 2)}° ± ${fixed(angles.sigma, 2)}°`,
      curve("1/degree", "°", angles.angles, angles.density),
    ]);
  }
  if (dihedrals) parts.push([`${dihedrals.count} dihedral angles`, curve("1/degree", "°", dihedrals.angles, dihedrals.density)]);
  if (coordination) {
    for (const [name, shell] of [
      ["first", coordination.first],
      ["second", coordination.second],
    ] as const) {
      const distances = `${fixed(shell.meanDistance, 3)} ± ${fixed(shell.sigmaDistance, 3)} Å`;
      parts.push([`${name} shell: ${shell.meanCoordination.toFixed(4)} neighbours at ${distances}`, [`  ${sharesText(shell.shares)}`]]);
    }
  }
  if (rings) {
    const head = [
      { title: "ring size", align: "end" },
      { title: "shortest-path rings through an atom", align: "end" },
      { title: "King's rings of an atom", align: "end" },
    ] as const;
    const rows = rings.map(({ size, shortestPath, king }) => [String(size), shortestPath.toFixed(4), king.toFixed(4)]);
    parts.push(["rings", table(head, rows, columns, style)]);
  }
  if (bondOrder) {
    const head = ["l", "q", "± q", "w", "± w", "averaged q", "± averaged q"].map((title) => ({ title, align: "end" }) as const);
    const rows = bondOrder.map(({ l, ...one }) => [
      String(l),
      ...[one.meanQ, one.sigmaQ, one.meanW, one.sigmaW, one.meanAveragedQ, one.sigmaAveragedQ].map((value) => value.toFixed(5)),
    ]);
    parts.push(["bond order", table(head, rows, columns, style)]);
  }
  if (centroSymmetry) {
    const { neighbours, mean, sigma, largest } = centroSymmetry;
    const head = ["frame", "atom", "Å²"].map((title) => ({ title, align: "end" }) as const);
    const rows = largest.map(({ frame, atom, value }) => [String(frame), String(atom), value.toFixed(4)]);
    parts.push([
      `centro-symmetry over ${neighbours} neighbours: ${mean.toFixed(4)} ± ${sigma.toFixed(4)} Å²`,
      table(head, rows, columns, style),
    ]);
  }
  if (structureFactor) parts.push(["structure factor", curve("S(q)", "1/Å", structureFactor.q, structureFactor.s)]);
  if (diffusion) {
    const value = `${diffusion.coefficient.toExponential(3)} ± ${diffusion.standardError?.toExponential(1) ?? "?"} Å²/fs`;
    parts.push([
      `diffusion coefficient ${value}`,
      curve("mean-square displacement, Å²", "fs", diffusion.times, diffusion.meanSquareDisplacement),
    ]);
  }
  if (vibrations) {
    parts.push(["velocity autocorrelation", curve("1 at the start", "fs", vibrations.times, vibrations.autocorrelation)]);
    parts.push(["vibrational density of states", curve("1/THz", "THz", vibrations.frequencies, vibrations.density)]);
  }
  if (xRay) {
    const head = ["h k l", "multiplicity", "d (Å)", "2θ (°)", "intensity"].map((title) => ({ title, align: "end" }) as const);
    const rows = xRay.peaks.map((peak) => [
      peak.hkl.join(" "),
      String(peak.multiplicity),
      ...[peak.spacing.toFixed(4), peak.twoTheta.toFixed(3), peak.intensity.toFixed(2)],
    ]);
    parts.push([`powder pattern at ${xRay.wavelength} Å`, table(head, rows, columns, style)]);
  }
  if (symmetry) {
    const head = ["frame", "space group", "number", "system", "point group", "Pearson", "operations", "Wyckoff"].map((title) => ({
      title,
    }));
    const rows = symmetry.map((one) => [
      ...[String(one.frame), one.spaceGroupSymbol, String(one.spaceGroupNumber), one.crystalSystem, one.pointGroup, one.pearsonSymbol],
      ...[String(one.operations), [...new Set(one.wyckoffLetters)].join(" ")],
    ]);
    parts.push([`symmetry within ${symmetry[0]?.tolerance ?? "?"} Å`, table(head, rows, columns, style)]);
  }
  if (found.plots)
    parts.push([
      "",
      pairs(
        found.plots.map((path) => ["plot", shownPath(folder, path)] as const),
        columns,
        style,
      ),
    ]);
  return parts.flatMap(([title, lines], index) => [...(index > 0 ? [""] : []), ...(title ? [style.bold(title)] : []), ...lines]);
}

function tableLines(row: NonNullable<Analysis["table"]>): [string, string][] {
  const { energy } = row;
  const lines: [string, string][] = [
    ["structures", `${row.structures} (${row.atoms} atoms)`],
    ["density", `${fixed(row.density, 3)} g/cm³`],
    ["g(r) first peak", `${fixed(row.firstPeak, 3)} Å`],
    ["first shell ends", `${fixed(row.firstShell, 3)} Å`],
    ["C1, r1, σ1", `${row.c1.toFixed(3)}, ${fixed(row.r1, 3)} Å, ${fixed(row.sigma1, 3)} Å (σ1/r1 ${fixed(row.bondLengthDeviation, 4)})`],
    ["C2, r2, σ2", `${row.c2.toFixed(3)}, ${fixed(row.r2, 3)} Å, ${fixed(row.sigma2, 3)} Å`],
    ["bond angle", `${fixed(row.angleMean, 2)}° ± ${fixed(row.angleSigma, 2)}°`],
    ["neighbours", sharesText(row.coordinationShares)],
    ["shortest bond", `${fixed(row.shortestDistance, 3)} Å`],
  ];
  if (energy) {
    const outside = energy.extrapolatingStructures > 0 ? `; extrapolated in ${energy.extrapolatingStructures} structures` : "";
    const value = `${energy.mean.toFixed(4)} ± ${energy.sigma.toFixed(4)} eV, ${energy.meanPerAtom.toFixed(5)} eV/atom`;
    lines.push(["energy", `${value} (${energy.source}${outside})`]);
  }
  if (row.ringsPerAtom) lines.push(["rings an atom", row.ringsPerAtom.map(({ size, rings }) => `${size}: ${rings.toFixed(3)}`).join(", ")]);
  return lines;
}

const sharesText = (shares: readonly { neighbours: number; share: number }[]): string =>
  shares.map(({ neighbours, share }) => `${neighbours}: ${(100 * share).toFixed(1)} %`).join(", ");
