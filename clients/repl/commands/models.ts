// models: the shipped potentials, the learned models with their versions and those of other programs; which version is active.
import { exportFormats } from "@adatom/protocol/model-export.ts";
import { activateModel, listModels } from "@adatom/protocol/models.ts";
import { runAction } from "../command/actions.ts";
import { type Command, type CommandContext, type ExitCode, UsageError } from "../command/command.ts";
import { nearestProject, projectFolder, resolveUserPath } from "../command/paths.ts";
import { projectOption } from "../command/potential-options.ts";
import { ago } from "../terminal/numbers.ts";
import { table } from "../terminal/table.ts";
import { exportAction } from "./export-model.ts";
import { errorsText } from "./train.ts";

export const models: Command = {
  name: "models",
  summary: "list potentials and models; make a stored version active; write a model for n2p2, CP2K or aenet",
  details:
    "Learned and imported models of the project named or nearest; of all known projects where there is none. Models of type n2p2 and aenet in adatom.json are read from those programs' files; export writes such files, and those of CP2K's METHOD NNP (--format cp2k).",
  positionals: [
    { name: "ACTION", summary: "list (default), activate or export", required: false, completes: ["list", "activate", "export"] },
    { name: "NAME", summary: "a learned model, or name@version", required: false, completes: "learned-model" },
    { name: "VERSION", summary: "the version to make active", required: false },
  ],
  options: [
    projectOption,
    { name: "format", type: "text", value: "NAME", summary: `export: ${exportFormats.join(", ")}`, completes: exportFormats },
    { name: "output", type: "text", value: "FOLDER", summary: "export: where to write (default NAME-FORMAT)", completes: "folder" },
  ],
  examples: ["", "activate silicon 1 --project examples/silicon", "export silicon --format n2p2 --project examples/silicon"],
  run: (context) => runAction("models", { list, activate, export: exportAction }, context, "list"),
};

async function list(context: CommandContext): Promise<ExitCode> {
  const { output, folder } = context;
  const { style } = output;
  const named = context.arguments.text("project");
  const project = named === undefined ? nearestProject(folder) : resolveUserPath(folder, named);
  const client = await context.connect({ start: true });
  const { shipped, learned, imported } = await client.request(listModels, project === null ? {} : { project });
  output.result({ shipped, learned, imported }, () => [
    ...table(
      [{ title: "potential" }, { title: "elements" }, { title: "" }],
      shipped.map(({ name, species, description }) => [name, species.join(" ") || "any", description]),
      output.columns(),
      style,
    ),
    "",
    ...(learned.length === 0
      ? [style.dim("no learned models yet; train makes them")]
      : table(
          [{ title: "model" }, { title: "elements" }, { title: "mean absolute test error" }, { title: "made" }, { title: "project" }],
          learned.flatMap((model) => {
            if (model.versions.length === 0)
              return [[model.name, model.species.join(" "), style.dim("not trained yet"), "", model.project]];
            return model.versions.map((version) => [
              `${model.name}@${version.version}${version.active ? style.good(" active") : ""}${model.default ? style.dim(" default") : ""}`,
              model.species.join(" "),
              errorsText(version.test ?? version.validation, "mean absolute"),
              ago(version.createdAt),
              model.project,
            ]);
          }),
          output.columns(),
          style,
        )),
    ...(imported.length === 0
      ? []
      : [
          "",
          ...table(
            [{ title: "imported" }, { title: "elements" }, { title: "program" }, { title: "" }, { title: "project" }],
            imported.map((model) => [
              `${model.name}${model.default ? style.dim(" default") : ""}`,
              model.species.join(" "),
              model.program,
              model.problem ?? "",
              model.project,
            ]),
            output.columns(),
            style,
          ),
        ]),
  ]);
  return 0;
}

async function activate(context: CommandContext): Promise<ExitCode> {
  const { arguments: given, output } = context;
  const [name, behind] = (given.positional("NAME") ?? "").split("@");
  const version = given.positional("VERSION") ?? behind;
  if (!name || version === undefined || !/^\d+$/.test(version)) {
    throw new UsageError("models activate needs a model and a version, such as: models activate silicon 1");
  }
  const project = projectFolder(context.folder, given.text("project"));
  const client = await context.connect({ start: true });
  const active = await client.request(activateModel, { project, name, version: Number(version) });
  output.result(active, () => [
    `${name} now means ${name}@${active.version} (made ${ago(active.createdAt)}, ${errorsText(active.test ?? active.validation)})`,
  ]);
  return 0;
}
