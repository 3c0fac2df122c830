// loop: active learning. Trains, explores, selects, labels, and trains again.
import { learnActively } from "@adatom/protocol/active-learning.ts";
import { ensembleNames } from "@adatom/protocol/md.ts";
import type { Command } from "../command/command.ts";
import { fileList } from "../command/file-list.ts";
import { projectFolder, resolveUserPath, shownPath } from "../command/paths.ts";
import { parseSupercell, projectOption } from "../command/potential-options.ts";
import { detachOption, finalPlot, startAndFollow, tookText } from "../follow/run-command.ts";
import { fixed } from "../terminal/numbers.ts";
import { pairs, table } from "../terminal/table.ts";
import { calculatorOption } from "./label.ts";
import { errorsText } from "./train.ts";

export const loop: Command = {
  name: "loop",
  summary: "active learning: train, explore, select, label, train again",
  details:
    "In every round the model explores by molecular dynamics from the structures of FILES, those that are least like the known ones are labelled by the calculator and added to the data, and the model is trained again. Ctrl-C cancels; what was labelled stays, and runs resume N goes on.",
  positionals: [
    { name: "MODEL", summary: "a model of adatom.json", required: true, completes: "learned-model" },
    {
      name: "FILES",
      summary: "structures that dynamics begins with, all frames; commas between several",
      required: true,
      completes: "file",
    },
  ],
  options: [
    calculatorOption,
    projectOption,
    { name: "rounds", type: "integer", value: "N", summary: "of exploring and labelling (default 3)" },
    { name: "per-round", type: "integer", value: "N", summary: "structures labelled in a round, at most (default 10)" },
    { name: "threshold", type: "number", value: "X", summary: "distance from the known that is near enough, as in select (default 0)" },
    {
      name: "bootstrap",
      type: "integer",
      value: "N",
      summary: "changed copies of every structure labelled first, where there are no data",
    },
    {
      name: "ensemble",
      type: "text",
      value: "NAME",
      summary: `${ensembleNames.join(", ")} (default nvt-langevin)`,
      completes: [...ensembleNames],
    },
    { name: "temperature", field: "temperatureKelvin", type: "number", value: "K", summary: "of the dynamics (default 300)" },
    {
      name: "temperature-end",
      field: "temperatureEndKelvin",
      type: "number",
      value: "K",
      summary: "at the end of each walk, reached linearly",
    },
    { name: "pressure", field: "pressureGPa", type: "number", value: "GPA", summary: "outside, under npt (default 0)" },
    { name: "timestep", field: "timestepFs", type: "number", value: "FS", summary: "femtoseconds a step (default 1)" },
    { name: "steps", type: "integer", value: "N", summary: "of each walk (default 1000)" },
    { name: "sample-every", type: "integer", value: "N", summary: "steps between candidates (default 20)" },
    { name: "supercell", type: "text", value: "A,B,C", summary: "repeat the cells before the walks, such as 2,2,2" },
    {
      name: "max-outside",
      field: "maximumOutside",
      type: "number",
      value: "X",
      summary: "share of the training range outside of which a walk ends (default: none)",
    },
    {
      name: "max-spread",
      field: "maximumSpreadEvPerA",
      type: "number",
      value: "EV_PER_A",
      summary: "spread of a committee's forces at which a walk ends",
    },
    {
      name: "target",
      field: "targetForceMaeEvPerA",
      type: "number",
      value: "EV_PER_A",
      summary: "error of forces on held-out structures that is good enough",
    },
    { name: "seed", type: "integer", value: "N", summary: "of velocities (default 1)" },
    { name: "warm", type: "flag", summary: "each training goes on from the last one's weights" },
    {
      name: "output",
      type: "text",
      value: "FILE",
      summary: "labelled structures are added to it (default MODEL-learned.xyz with the data)",
      completes: "file",
    },
    detachOption,
  ],
  examples: ["silicon diamond.xyz --calculator sw --rounds 4 --temperature 600 --supercell 2,2,2"],
  async run(context) {
    const { arguments: given, folder, output } = context;
    const target = given.text("output");
    const optional = {
      calculator: given.text("calculator"),
      rounds: given.number("rounds"),
      perRound: given.number("per-round"),
      threshold: given.number("threshold"),
      bootstrap: given.number("bootstrap"),
      ensemble: given.text("ensemble") as (typeof ensembleNames)[number] | undefined,
      temperatureKelvin: given.number("temperature"),
      temperatureEndKelvin: given.number("temperature-end"),
      pressureGPa: given.number("pressure"),
      timestepFs: given.number("timestep"),
      steps: given.number("steps"),
      sampleEvery: given.number("sample-every"),
      supercell: parseSupercell(given.text("supercell")),
      maximumOutside: given.number("max-outside"),
      maximumSpreadEvPerA: given.number("max-spread"),
      targetForceMaeEvPerA: given.number("target"),
      seed: given.number("seed"),
      output: target === undefined ? undefined : resolveUserPath(folder, target),
    };
    return startAndFollow(context, {
      start: (client) =>
        client.request(learnActively, {
          project: projectFolder(folder, given.text("project")),
          model: given.required("MODEL"),
          files: fileList(folder, given.required("FILES")),
          warm: given.flag("warm"),
          ...optional,
        }),
      result: (run) => run.result,
      text: (run, followed) => {
        const result = run.result ?? {};
        const training = (result.training ?? {}) as Readonly<Record<string, unknown>>;
        const rounds = (result.rounds ?? []) as readonly Readonly<Record<string, number>>[];
        const head = ["training", "structures", "energy meV/atom", "force eV/Å", "candidates", "selected", "spread eV/Å"].map((title) => ({
          title,
          align: "end" as const,
        }));
        const rows = rounds.map((row, k) => [
          String(k + 1),
          String(row.structures),
          fixed(row.energyMaeMeVPerAtom, 2),
          fixed(row.forceMaeEvPerA, 4),
          String(row.candidates),
          String(row.selected),
          fixed(row.meanSpreadEvPerA, 4),
        ]);
        const lines: [string, string][] = [
          ["ended", `${reasons[String(result.reason)] ?? ""}${tookText(run)}`],
          ["labelled", `${String(result.labelled)} structures with ${String(result.calculator)}`],
          ["model", `${String(training.model)}@${String(training.version)}`],
          ["test", errorsText(training.test)],
          ["validation", errorsText(training.validation)],
          ["added to", shownPath(folder, String(result.output))],
        ];
        return [
          ...table(head, rows, output.columns(), output.style),
          ...pairs(lines, output.columns(), output.style),
          ...finalPlot(context, followed),
        ];
      },
    });
  },
};

/** By the result's word for it. */
const reasons: Readonly<Record<string, string>> = {
  rounds: "after all rounds",
  "nothing new": "no candidate was new",
  "good enough": "the error asked for was reached",
};
