// status: what the daemon is, holds and does; never starts one.
import { status as statusRequest } from "@adatom/protocol/status.ts";
import type { Command } from "../command/command.ts";
import { runningDaemon } from "../command/running-daemon.ts";
import { bytes, counted, duration } from "../terminal/numbers.ts";
import { pairs } from "../terminal/table.ts";

/** "si@3, si@2 in 1.2 MiB of at most 1.0 GiB" */
function modelsText(names: readonly string[], size: number | null, cap: number | null): string {
  return `${names.join(", ") || "none"}${cap === null ? "" : `, ${bytes(size ?? 0)} of at most ${bytes(cap)}`}`;
}

/** "14 in 2.1 MiB of at most 12 GiB; run 3 holds 12 in 2.0 MiB". Runs that hold none are not worth a word. */
function tensorsText(
  tensors: number | null,
  size: number | null,
  cap: number | null,
  runs: readonly { run: number; tensors: number; bytes: number }[],
): string {
  if (tensors === null) return "unknown: compute is busy or not ready";
  const holding = runs.filter((one) => one.tensors > 0);
  const all = `${tensors} in ${bytes(size ?? 0)}${cap === null ? "" : ` of at most ${bytes(cap)}`}`;
  return [all, ...holding.map((one) => `run ${one.run} holds ${one.tensors} in ${bytes(one.bytes)}`)].join("; ");
}

export const status: Command = {
  name: "status",
  summary: "what the daemon is, holds and does",
  details: "Does not start a daemon; exit code 1 where none runs.",
  positionals: [],
  options: [],
  examples: ["", "--json"],
  async run(context) {
    const { output } = context;
    const { style } = output;
    const client = await runningDaemon(context);
    if (!client) return 1;
    const state = await client.request(statusRequest, {}, { signal: context.signal });
    const { jobs, compute } = state;
    const computeStyle = compute.state === "ready" ? style.good : compute.state === "failed" ? style.error : style.warning;
    output.result(state, () =>
      pairs(
        [
          ["daemon", `${style.good("running")}, version ${state.version}, pid ${state.pid}, up ${duration(state.uptimeSeconds)}`],
          ["runs", `${jobs.running} running, ${jobs.queued} queued, ${jobs.paused} paused`],
          [
            "compute",
            `${computeStyle(compute.state)}${compute.backend ? `, ${compute.backend}` : ""}${compute.pid === null ? "" : `, pid ${compute.pid}`}${compute.restarts > 0 ? `, restarted ${counted(compute.restarts, "time")}` : ""}`,
          ],
          ["models loaded", modelsText(compute.loadedModels, compute.modelBytes, compute.modelBytesCap)],
          ["clients", state.sessions.map(({ client: name }) => name).join(", ") || "none"],
          ["projects", state.projects.map(({ folder, watching }) => `${folder}${watching ? " (watched)" : ""}`).join(", ") || "none"],
          ["memory", `daemon ${bytes(state.memoryBytes)}${compute.memoryBytes === null ? "" : `, compute ${bytes(compute.memoryBytes)}`}`],
          ["tensors", tensorsText(compute.tensors, compute.tensorBytes, compute.tensorBytesCap, compute.jobTensors)],
          ["event loop", `at most ${state.eventLoopDelayMaxMs.toFixed(1)} ms late since the last look`],
          ["store", state.folder],
          ["socket", state.socket],
          ["idle time-out", duration(state.idleTimeoutSeconds)],
        ],
        output.columns(),
        style,
      ),
    );
    return 0;
  },
};
