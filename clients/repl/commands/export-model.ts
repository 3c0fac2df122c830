// models export: a model written as files of n2p2, CP2K or aenet.
import { exportFormats, exportModel } from "@adatom/protocol/model-export.ts";
import { type CommandContext, type ExitCode, UsageError } from "../command/command.ts";
import { projectFolder, resolveUserPath, shownPath } from "../command/paths.ts";

export async function exportAction(context: CommandContext): Promise<ExitCode> {
  const { arguments: given, folder, output } = context;
  const model = given.positional("NAME");
  const format = exportFormats.find((known) => known === given.text("format"));
  if (model === undefined || format === undefined)
    throw new UsageError(
      `models export needs a model and --format ${exportFormats.join(" or ")}, such as: models export silicon --format n2p2`,
    );
  const target = resolveUserPath(folder, given.text("output") ?? `${model}-${format}`);
  const client = await context.connect({ start: true });
  const written = await client.request(exportModel, {
    project: projectFolder(folder, given.text("project")),
    model,
    format,
    output: target,
  });
  output.result(written, () => [`${written.model} for ${format}:`, ...written.files.map((file) => `  ${shownPath(folder, file)}`)]);
  return 0;
}
