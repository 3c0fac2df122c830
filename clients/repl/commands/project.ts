// project: what a project's adatom.json says and what is wrong with it.
import type { Result } from "@adatom/protocol/define.ts";
import { openProject } from "@adatom/protocol/project.ts";
import type { Command, CommandContext, ExitCode } from "../command/command.ts";
import { projectFolder, shownPath } from "../command/paths.ts";
import { counted } from "../terminal/numbers.ts";
import { pairs } from "../terminal/table.ts";

export const project: Command = {
  name: "project",
  summary: "show a project: data sets, models, calculators, what is wrong with it",
  positionals: [{ name: "DIR", summary: "folder of adatom.json; default: the nearest one above", required: false, completes: "folder" }],
  options: [],
  examples: ["examples/silicon"],
  run: (context) => openProjectAt(context, projectFolder(context.folder, context.arguments.positional("DIR"))),
};

export async function openProjectAt(context: CommandContext, folder: string): Promise<ExitCode> {
  const client = await context.connect({ start: true });
  const summary = await client.request(openProject, { folder }, { signal: context.signal });
  context.output.result(summary, () => projectText(context, summary));
  return summary.problems.some(({ severity }) => severity === "error") ? 1 : 0;
}

/** Lines about a project, problems last with line and column. */
export function projectText({ output, folder }: CommandContext, summary: Result<typeof openProject>): string[] {
  const { style } = output;
  const models = summary.models.map(({ name, type, data, activeVersion, retrain }): [string, string] => [
    `model ${name}`,
    [
      type,
      ...(data ? [`on ${data}`] : []),
      activeVersion === null ? (data === null ? "" : "not trained yet") : `version ${activeVersion}`,
      ...(retrain === "on-change" ? ["retrains on change"] : []),
      ...(summary.defaultModel === name ? ["default"] : []),
    ]
      .filter(Boolean)
      .join(", "),
  ]);
  const entries: [string, string][] = [
    ["project", shownPath(folder, summary.file)],
    ["watching", summary.watching ? style.good("yes") : "no"],
    ...summary.dataSets.map(({ name, files }): [string, string] => [`data ${name}`, counted(files, "file")]),
    ...models,
    ...summary.calculators.map(({ name, type, program }): [string, string] => [
      `calculator ${name}`,
      [type, program].filter(Boolean).join(", "),
    ]),
  ];
  const problems = summary.problems.map(({ severity, message, file, line, column }) =>
    style[severity](`${severity}: ${shownPath(folder, file ?? summary.file)}:${line + 1}:${column + 1}: ${message}`),
  );
  return [...pairs(entries, output.columns(), style), ...problems];
}
