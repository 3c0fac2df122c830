// train: trains a model of a project, following its errors live.
import { openProject } from "@adatom/protocol/project.ts";
import { train as trainRequest } from "@adatom/protocol/train.ts";
import { type Command, type CommandContext, UsageError } from "../command/command.ts";
import { projectFolder } from "../command/paths.ts";
import { projectOption } from "../command/potential-options.ts";
import { detachOption, finalPlot, startAndFollow } from "../follow/run-command.ts";
import { duration } from "../terminal/numbers.ts";
import { pairs } from "../terminal/table.ts";

export const train: Command = {
  name: "train",
  summary: "train a model of a project on its data",
  details:
    "Shows the errors on the training and the held-back structures while it goes on. Ctrl-C cancels the training; the best model so far is kept as a version.",
  positionals: [
    {
      name: "MODEL",
      summary: "a model of adatom.json; may be left out when there is only one",
      required: false,
      completes: "learned-model",
    },
  ],
  options: [
    projectOption,
    { name: "fresh", type: "flag", summary: "start from first weights (of startFrom, else random) even where a version exists" },
    {
      name: "from",
      type: "text",
      value: "MODEL",
      summary: "start from this model: name or name@version, a trained one or another program's network",
      completes: "learned-model",
    },
    detachOption,
  ],
  examples: [
    "silicon --project examples/silicon",
    "silicon --project examples/silicon --json",
    "silicon --project examples/silicon --from silicon@1",
  ],
  async run(context) {
    const project = projectFolder(context.folder, context.arguments.text("project"));
    const { output } = context;
    return startAndFollow(context, {
      async start(client) {
        const model = context.arguments.positional("MODEL") ?? (await onlyModel(context, project));
        const from = context.arguments.text("from");
        return client.request(trainRequest, {
          project,
          model,
          fresh: context.arguments.flag("fresh"),
          ...(from !== undefined && { from }),
        });
      },
      result: (run) => run.result,
      text: (run, followed) => [...pairs(resultPairs(run.result ?? {}), output.columns(), output.style), ...finalPlot(context, followed)],
    });
  },
};

/** The model of a project that has one to train. */
async function onlyModel(context: CommandContext, folder: string): Promise<string> {
  const client = await context.connect({ start: true });
  const { models } = await client.request(openProject, { folder });
  const trainable = models.filter(({ type, data }) => data !== null && type !== "shipped").map(({ name }) => name);
  if (trainable.length === 1) return trainable[0]!;
  throw new UsageError(
    trainable.length === 0
      ? `${folder}/adatom.json has no model to train`
      : `${folder}/adatom.json has several models; name one of ${trainable.join(", ")}`,
  );
}

const errorNames: readonly (readonly [string, string, string])[] = [
  ["energyMaeMeVPerAtom", "energy MAE", "meV/atom"],
  ["energyRmseMeVPerAtom", "energy RMSE", "meV/atom"],
  ["forceMaeEvPerA", "force MAE", "eV/Å"],
  ["forceRmseEvPerA", "force RMSE", "eV/Å"],
];

function resultPairs(result: Readonly<Record<string, unknown>>): [string, string][] {
  const { model, version, accepted, seconds } = result;
  const kept = accepted === false ? " (kept beside the active version, which is better)" : "";
  return [
    ["model", `${String(model)}@${String(version)}${kept}`],
    ["test", errorsText(result.test)],
    ["validation", errorsText(result.validation)],
    ["took", typeof seconds === "number" ? duration(seconds) : "?"],
  ];
}

/** Errors such as {energyMaeMeVPerAtom: 5.6, forceMaeEvPerA: 0.11} with their units; `-` where there are none. */
export function errorsText(errors: unknown, kinds: "all" | "mean absolute" = "all"): string {
  if (typeof errors !== "object" || errors === null) return "-";
  const known = errorNames.flatMap(([key, name, unit]) => {
    const value = (errors as Record<string, unknown>)[key];
    if (typeof value !== "number" || (kinds === "mean absolute" && !name.endsWith("MAE"))) return [];
    return [`${kinds === "all" ? name : name.replace(" MAE", "")} ${value.toPrecision(3)} ${unit}`];
  });
  return known.length > 0 ? known.join(" · ") : "-";
}
