// energy: energies of the frames of a structure file under a potential or a model.
import { predict } from "@adatom/protocol/predict.ts";
import type { FramePrediction } from "@adatom/protocol/structure.ts";
import type { Command, CommandContext, Option } from "../command/command.ts";
import { filePositional, parseFrames, potentialOptions, structureParams } from "../command/potential-options.ts";
import { counted } from "../terminal/numbers.ts";
import { table } from "../terminal/table.ts";

export const framesOption: Option = {
  name: "frames",
  type: "text",
  value: "LIST",
  summary: "which frames, counted from 0, such as 0,4,10-12 (default all)",
};

export const energy: Command = {
  name: "energy",
  summary: "energies of the frames of a structure file",
  details: "Without --potential and --model: the project's default model, else a shipped potential that covers the elements.",
  positionals: [filePositional],
  options: [...potentialOptions, framesOption, { name: "forces", type: "flag", summary: "forces as well (with --json every atom's)" }],
  examples: ["examples/silicon/diamond.xyz --potential sw-si-1985", "examples/silicon/diamond.xyz --potential sw-si-1985 --forces --json"],
  async run(context) {
    const { frames, numbers } = await predictFrames(context, context.arguments.flag("forces"));
    const { output } = context;
    output.result({ frames }, () => [
      ...energyTable(context, frames, numbers),
      ...extrapolationNotes(frames, numbers).map(output.style.warning),
    ]);
    return 0;
  },
};

/** Asks the daemon; `numbers` are those of the frames in the file. What is wrong with the file goes beside the result as notes. */
export async function predictFrames(
  context: CommandContext,
  forces: boolean,
): Promise<{ frames: FramePrediction[]; numbers: number[]; references: (number | undefined)[] }> {
  const client = await context.connect({ start: true });
  const frames = parseFrames(context.arguments.text("frames"));
  const params = { ...structureParams(context), forces, ...(frames && { frames }) };
  const predicted = await client.request(predict, params, { signal: context.signal });
  for (const { severity, message, line, column, file } of predicted.problems) {
    context.output.note(`${severity}: ${file ?? context.arguments.required("FILE")}:${line + 1}:${column + 1}: ${message}`);
  }
  // The keys are a contract: the energy in the file itself stays out of --json.
  const references = predicted.frames.map((frame) => frame.reference?.energy);
  const numbers = predicted.frames.map((_, index) => frames?.[index] ?? index);
  return { frames: predicted.frames.map(({ reference: _, ...frame }) => frame), numbers, references };
}

function energyTable({ output }: CommandContext, frames: readonly FramePrediction[], numbers: readonly number[]): string[] {
  const withForces = frames.some((frame) => frame.forces);
  const head = [
    { title: "frame", align: "end" },
    { title: "atoms", align: "end" },
    { title: "energy (eV)", align: "end" },
    { title: "per atom (eV)", align: "end" },
    { title: "pressure (GPa)", align: "end" },
    ...(withForces ? [{ title: "max force (eV/Å)", align: "end" } as const] : []),
    { title: "model" },
  ] as const;
  const rows = frames.map((frame, index) => [
    String(numbers[index]),
    String(frame.natoms),
    frame.energy.toFixed(6),
    frame.energyPerAtom.toFixed(6),
    frame.stress ? pressureGPa(frame.stress).toFixed(3) : "-",
    ...(withForces ? [largestForce(frame).toFixed(6)] : []),
    frame.model,
  ]);
  return table(head, rows, output.columns(), output.style);
}

const gigapascalPerEvPerCubicAngstrom = 160.2176634;

/** Minus a third of the trace: stress is positive under tension, pressure under compression. */
function pressureGPa(stress: readonly number[]): number {
  return (-gigapascalPerEvPerCubicAngstrom * (stress[0]! + stress[1]! + stress[2]!)) / 3;
}

function largestForce(frame: FramePrediction): number {
  return (frame.forces ?? []).reduce((largest, force) => Math.max(largest, Math.hypot(...force)), 0);
}

/** A number from outside of the training range, or of members that disagree, never stands without saying so. */
export function extrapolationNotes(frames: readonly FramePrediction[], numbers: readonly number[]): string[] {
  return frames.flatMap(({ extrapolated, extrapolatingByElement, nearest, model, spread, natoms }, index) => {
    const atoms = new Set(extrapolated.map(({ atom }) => atom));
    const [first] = extrapolated;
    const differ = spread
      ? [
          `frame ${numbers[index]}: members of ${model} differ by ±${((1000 * spread.energy) / natoms).toFixed(2)} meV/atom, forces by up to ±${spread.maximumForce.toFixed(4)} eV/Å`,
        ]
      : [];
    if (!first) return differ;
    const range = `${first.functionName} = ${first.value.toPrecision(4)}, trained on ${first.minimum.toPrecision(4)} to ${first.maximum.toPrecision(4)}`;
    // The list is cut short where many extrapolate; the counts are not.
    const counts = extrapolatingByElement ?? [];
    const all = counts.reduce((sum, one) => sum + one.atoms, 0) || atoms.size;
    const kinds = counts.length > 1 ? ` (${counts.map((one) => `${one.element} ${one.atoms}`).join(", ")})` : "";
    const near = nearest?.structures.map((one) => `${one.label} (${(100 * one.distance).toFixed(0)} % of the ranges away)`).join("; ");
    return [
      ...differ,
      `frame ${numbers[index]}: ${model} extrapolates on ${counted(all, "atom")}${kinds} (atom ${first.atom}: ${range})`,
      ...(near && nearest
        ? [`frame ${numbers[index]}: atom ${nearest.atom} is farthest outside; nearest in the training set: ${near}`]
        : []),
    ];
  });
}
