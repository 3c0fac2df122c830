// watch: retrain a project's models when its data files change, and say what happens.
import { modelChanged } from "@adatom/protocol/models.ts";
import { dataChanged, watchProject } from "@adatom/protocol/project.ts";
import { runChanged, subscribeRuns } from "@adatom/protocol/runs.ts";
import type { Command } from "../command/command.ts";
import { projectFolder, shownPath } from "../command/paths.ts";
import { ended } from "../follow/follow-run.ts";
import { detachOption } from "../follow/run-command.ts";
import { runLine, runView } from "../follow/run-view.ts";
import { counted } from "../terminal/numbers.ts";
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
    const { arguments: given, output, signal } = context;
    const folder = projectFolder(context.folder, given.positional("DIR"));
    const enabled = !given.flag("stop");
    const client = await context.connect({ start: true });
    const summary = await client.request(watchProject, { folder, enabled });
    output.result(summary, () => projectText(context, summary));
    if (!enabled || given.flag("detach")) return 0;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const forget = [
      client.on(dataChanged, (change) => {
        if (change.folder !== folder) return;
        output.result({ event: "data-changed", ...change }, () => [
          `changed: ${change.files.map((file) => shownPath(folder, file)).join(", ")}${change.runs.length > 0 ? `; ${counted(change.runs.length, "run")} begun: ${change.runs.join(", ")}` : ""}`,
          ...change.problems.map(({ severity, file, line, message }) =>
            output.style[severity](`${severity}: ${file ? shownPath(folder, file) : ""}:${line + 1}: ${message}`),
          ),
        ]);
      }),
      client.on(modelChanged, (change) => {
        if (change.project !== folder) return;
        output.result({ event: "model-changed", ...change }, () => [
          output.style.good(`${change.name} now means ${change.name}@${change.version}`),
        ]);
      }),
      client.on(runChanged, (run) => {
        if (run.project !== folder) return;
        output.live(
          ended(run) ? null : runView({ run, rows: [], connected: true }, output.style, "Ctrl-C ends the showing; the watching goes on"),
        );
        if (ended(run)) output.result({ event: "run-ended", ...run }, () => [runLine(run, output.style)]);
      }),
      client.onClose(() => reject(new Error("the daemon went away; it watches again when it is next started"))),
    ];
    signal.addEventListener("abort", () => resolve());
    if (signal.aborted) resolve();
    try {
      await client.request(subscribeRuns, {});
      await promise;
    } finally {
      for (const one of forget) one();
      output.live(null);
    }
    output.note(`${shownPath(context.folder, folder)} is still watched; watch ${shownPath(context.folder, folder)} --stop ends that`);
    return 130;
  },
};
