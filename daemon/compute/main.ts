// The compute process: wiring only. It answers the daemon that forked it and ends with it.
import { useTeam } from "@adatom/models/kernels/team/team.ts";
import { lostBackends, selectBackend } from "./backends/select.ts";
import { capTensors } from "./backends/tensor-cap.ts";
import type { ComputeMethod } from "./contract.ts";
import { createHandlers } from "./handlers.ts";
import { createJobHost } from "./jobs/host.ts";
import { presentCaps } from "./memory-caps.ts";
import { ModelRegistry } from "./model-registry.ts";
import { WorkQueue } from "./queue.ts";
import { createTeam } from "./threads/team.ts";
import { turnsIn } from "./turns.ts";
import { errorToWire, type ToCompute, type ToDaemon } from "./wire.ts";

function send(message: ToDaemon): void {
  // A failed write means the daemon is gone; the channel's end is on its way.
  process.send?.(message, undefined, undefined, () => {});
}

if (!process.send) throw new Error("The compute process is started by the daemon, not by hand.");
process.on("disconnect", () => process.exit(0));
// Ctrl-C in the terminal that started the daemon goes to its whole group; only the daemon decides when compute ends.
process.on("SIGINT", () => {});

try {
  useTeam(createTeam());
} catch (error) {
  // A number of threads that is none: said, and one thread used.
  console.error((error as Error).message);
}

const queue = new WorkQueue();
const caps = presentCaps();
capTensors(caps.tensorBytes);
const models = new ModelRegistry(caps.modelBytes);
const daemon = process.ppid;
const jobs = createJobHost({
  queue,
  models,
  emit: (event) => send({ type: "job", event }),
  requireDaemon() {
    // The orphans of a killed daemon get another parent.
    if (process.ppid !== daemon) process.exit(0);
  },
});
const handlers = createHandlers(models, jobs.handlers, jobs.heldTensors, caps, turnsIn(queue));

/**
 * A cancelled training is stepped to its end like any job, a plan is measured in a thread, predictions of large structures
 * take turns: the queue must not wait for the answer.
 */
const answeredLater: ReadonlySet<ComputeMethod> = new Set([
  ...(["job.cancel", "job.plan", "predict", "predict.atom", "predict.full", "analyse.bonds"] as const),
]);

async function answer(id: number, method: ComputeMethod, params: unknown): Promise<void> {
  try {
    const handler = handlers[method] as (params: unknown) => unknown;
    send({ type: "result", id, result: await handler(params) });
  } catch (error) {
    send({ type: "error", id, error: errorToWire(error) });
  }
}

process.on("message", (received) => {
  const message = received as ToCompute;
  if (message.type === "request")
    queue.addTask(message.id, async () => {
      const answered = answer(message.id, message.method, message.params);
      if (!answeredLater.has(message.method)) await answered;
    });
  else if (message.type === "cancel") queue.removeTask(message.id);
  else process.exit(0);
});

// Classical potentials need no tensors: without a backend only training fails, and says why.
const avoid = lostBackends();
const backend = await selectBackend(undefined, { avoid, warn: console.error }).catch((error: Error) => console.error(error.message));
// Its tensors are gone: a new process takes the next backend, and jobs go on from their checkpoints.
backend?.lost?.then((reason) =>
  process.send?.({ type: "device-lost", backend: backend.name, reason } satisfies ToDaemon, () => process.exit(1)),
);
send({ type: "ready" });
