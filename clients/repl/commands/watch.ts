// watch: retrain a project's models when its data files change, and say what happens.
import { modelChanged } from "@adatom/protocol/models.ts";
import { dataChanged, watchProject } from "@adatom/protocol/project.ts";
import { runChanged, subscribeRuns } from "@adatom/protocol/runs.ts";
import type { Command, CommandContext } from "../command/command.ts";
import { projectFolder, shownPath } from "../command/paths.ts";
import type { DaemonClient } from "../daemon-client.ts";
import { ended } from "../follow/follow-run.ts";
import { detachOption } from "../follow/run-command.ts";
import { runLine, runView } from "../follow/run-view.ts";
import { projectText } from "./project.ts";

export const watch: Command = {
  name: "watch",
  summary: "retrain a project's models when its data changes",
  details:
    "The daemon watches; this command turns that on and shows what happens. Ctrl-C ends the showing, the watching goes on; --stop ends it. With --json every event is a line of its own.",
  positionals: [{ name: "DIR", summary: "folder of adatom.json; default: the nearest one above", required: false, completes: "folder" }],
  options: [{ name: "stop", type: "flag", summary: "stop watching the project" }, detachOption],
  examples: ["examples/silicon", "examples/silicon --stop"],
  async run(context) {
    const { arguments: given, output } = context;
    const folder = projectFolder(context.folder, given.positional("DIR"));
    const enabled = !given.flag("stop");
    const client = await context.connect({ start: true });
    const summary = await client.request(watchProject, { folder, enabled });
    output.result(summary, () => projectText(context, summary));
    if (!enabled || given.flag("detach")) return 0;
    let connected = client;
    while (await showUntilLost(context, connected, folder)) {
      output.note("the daemon went away; connecting again");
      connected = await context.connect({ start: true });
      await connected.request(watchProject, { folder, enabled });
    }
    output.note(`${shownPath(context.folder, folder)} is still watched; watch ${shownPath(context.folder, folder)} --stop ends that`);
    return 130;
  },
};

/** Shows what happens to the project. True when the connection was lost, false when the user cancelled. */
async function showUntilLost({ output, signal }: CommandContext, client: DaemonClient, folder: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const stop = (): void => resolve(false);
  const forget = [
    client.on(dataChanged, (change) => {
      if (change.folder !== folder) return;
      output.result({ event: "data-changed", ...change }, () => [
        `changed: ${change.files.map((file) => shownPath(folder, file)).join(", ")}${change.runs.length > 0 ? `; begun: ${change.runs.map((id) => `run ${id}`).join(", ")}` : ""}`,
        ...change.problems.map(({ severity, file, line, message }) =>
          output.style[severity](`${severity}: ${file ? shownPath(folder, file) : ""}:${line + 1}: ${message}`),
        ),
      ]);
    }),
    client.on(modelChanged, ({ project, name, version }) => {
      if (project !== folder) return;
      output.result({ event: "model-changed", project, name, version }, () => [output.style.good(`${name} now means ${name}@${version}`)]);
    }),
    client.on(runChanged, (run) => {
      if (run.project !== folder) return;
      const hint = "Ctrl-C ends the showing; the watching goes on";
      output.live(ended(run) ? null : runView({ run, rows: [], connected: true }, output.style, hint));
      if (ended(run)) output.result({ event: "run-ended", ...run }, () => [runLine(run, output.style)]);
    }),
    client.onClose(() => resolve(true)),
  ];
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  try {
    await client.request(subscribeRuns, {});
    return await promise;
  } finally {
    for (const one of forget) one();
    signal.removeEventListener("abort", stop);
    output.live(null);
  }
}
