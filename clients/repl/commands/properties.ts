// properties: elastic constants, equation of state and phonons of a crystal under a potential or a model.
import type { Result } from "@adatom/protocol/define.ts";
import { type PropertyPart, properties as propertiesRequest, propertyParts } from "@adatom/protocol/properties.ts";
import type { Command, CommandContext, Option } from "../command/command.ts";
import { filePositional, frameOption, potentialOptions, structureParams } from "../command/potential-options.ts";
import { pairs, table } from "../terminal/table.ts";

type Properties = Result<typeof propertiesRequest>;

const summaries: Record<PropertyPart, string> = {
  elastic: "elastic constants, 6 by 6, and bulk and shear moduli",
  "equation-of-state": "energies at nine volumes, fitted by Birch-Murnaghan and Vinet",
  phonons: "phonon frequencies at Gamma of the cell, atoms where they stand",
};
const partOptions: Option[] = propertyParts.map((name) => ({ name, type: "flag", summary: summaries[name] }));

export const properties: Command = {
  name: "properties",
  summary: "elastic constants, equation of state and phonons of a crystal",
  details: "Without a choice all three. Without --potential and --model: the project's default model, else a shipped potential.",
  positionals: [filePositional],
  options: [
    ...partOptions,
    { name: "clamped", type: "flag", summary: "keep atoms from relaxing in strained cells" },
    { name: "strain", type: "number", value: "STRAIN", summary: "of the elastic constants, either way (default 0.0005)" },
    { name: "volume-strain", type: "number", value: "STRAIN", summary: "of the equation of state, linear, either way (default 0.02)" },
    { name: "displacement", type: "number", value: "ANGSTROM", summary: "of the atoms for phonons (default 0.005)" },
    frameOption,
    ...potentialOptions,
  ],
  examples: ["examples/silicon/diamond.xyz --potential sw-si-1985", "examples/silicon/diamond.xyz --elastic --potential sw-si-1985 --json"],
  async run(context) {
    const { arguments: given, output } = context;
    const client = await context.connect({ start: true });
    const include = propertyParts.filter((part) => given.flag(part));
    const optional = {
      frame: given.number("frame"),
      strain: given.number("strain"),
      volumeStrain: given.number("volume-strain"),
      displacement: given.number("displacement"),
    };
    const params = {
      ...structureParams(context),
      ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
      ...(include.length > 0 && { include }),
      ...(given.flag("clamped") && { relaxed: false }),
    };
    const found = await client.request(propertiesRequest, params, { signal: context.signal });
    output.result(found, () => text(context, found));
    return 0;
  },
};

function text({ output }: CommandContext, { model, natoms, elastic, equationOfState, phonons }: Properties): string[] {
  const { style } = output;
  const columns = output.columns();
  const lines = pairs(
    [
      ["model", model],
      ["atoms", String(natoms)],
    ],
    columns,
    style,
  );
  if (elastic) {
    const names = ["xx", "yy", "zz", "yz", "xz", "xy"];
    const head = ["GPa", ...names].map((title) => ({ title, align: "end" }) as const);
    const rows = elastic.constants.map((row, i) => [names[i]!, ...row.map((value) => value.toFixed(2))]);
    const { voigt, reuss } = elastic;
    const both = (part: "bulk" | "shear"): string =>
      `${voigt[part].toFixed(2)} (Voigt), ${reuss ? reuss[part].toFixed(2) : "-"} (Reuss) GPa`;
    const largest = Math.max(...elastic.stress.map(Math.abs));
    lines.push(
      "",
      style.bold(`elastic constants, ${elastic.relaxed ? "atoms relaxed" : "atoms clamped"}`),
      ...table(head, rows, columns, style),
    );
    lines.push(
      ...pairs(
        [
          ["bulk modulus", both("bulk")],
          ["shear modulus", both("shear")],
        ],
        columns,
        style,
      ),
    );
    // Constants of a crystal under stress are not those of the tables.
    if (largest > 0.1) lines.push(style.warning(`the structure is under stress (up to ${largest.toFixed(2)} GPa): relax its cell first`));
  }
  if (equationOfState) {
    const head = ["fit", "V0 (Å³)", "E0 (eV)", "B0 (GPa)", "B0'", "residual (eV)"].map((title) => ({ title, align: "end" }) as const);
    const rows = (
      [
        ["Birch-Murnaghan", equationOfState.birchMurnaghan],
        ["Vinet", equationOfState.vinet],
      ] as const
    ).map(([name, fit]) => [
      ...[name, fit.volume.toFixed(4), fit.energy.toFixed(6), fit.bulkModulus.toFixed(2), fit.bulkModulusDerivative.toFixed(3)],
      fit.residual.toExponential(1),
    ]);
    lines.push("", style.bold("equation of state"), ...table(head, rows, columns, style));
  }
  if (phonons) {
    const head = ["mode", "THz", "1/cm"].map((title) => ({ title, align: "end" }) as const);
    const rows = phonons.frequencies.map((value, k) => [String(k + 1), value.toFixed(4), phonons.waveNumbers[k]!.toFixed(2)]);
    lines.push("", style.bold("phonons at Gamma"), ...table(head, rows, columns, style));
    if (phonons.frequencies[0]! < -0.1) lines.push(style.warning("negative: imaginary, the structure is not at a minimum"));
  }
  return lines;
}
