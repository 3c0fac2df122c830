// The thread behind the documents: started, spoken to, started again when it dies. Requests in flight then fail with DeviceLost.
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { Failure } from "@adatom/protocol/failure.ts";
import { errorFromWire } from "../compute/wire.ts";
import type { Log } from "../features/feature.ts";
import type { FromWorker, ToWorker, WorkerMethod, WorkerRequests, WorkerSettings } from "./messages.ts";

/** So many deaths within a minute, and documents are not handed to the next worker: one of them may be what kills it. */
const deathsBeforeGivingUp = 3;

export interface WorkerLink {
  post(message: ToWorker): void;
  request<M extends WorkerMethod>(method: M, params: WorkerRequests[M]["params"]): Promise<WorkerRequests[M]["result"]>;
  stop(): Promise<void>;
  /** For trials: ends the thread as a crash would. */
  kill(): Promise<void>;
}

export interface WorkerLinkOptions {
  readonly log: Log;
  readonly settings: WorkerSettings;
  readonly entry?: string;
  /** Everything that is not an answer. */
  readonly onMessage: (message: Exclude<FromWorker, { type: "answer" | "error" }>) => void;
  /** A new worker stands where one died: give it what it needs. `again` is false when nothing should be given. */
  readonly onRestart: (again: boolean) => void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

function defaultEntry(): string {
  const given = (globalThis as { adatomDocumentsEntry?: unknown }).adatomDocumentsEntry;
  return typeof given === "string" ? given : fileURLToPath(new URL("./worker.ts", import.meta.url));
}

export function startWorkerLink(options: WorkerLinkOptions): WorkerLink {
  const { log, settings } = options;
  const pending = new Map<number, Pending>();
  let deaths: number[] = [];
  let nextId = 1;
  let stopped = false;
  let worker = start();

  function start(): Worker {
    const started = new Worker(options.entry ?? defaultEntry(), { workerData: settings, name: "adatom documents" });
    let why = "ended";
    started.on("message", (message: FromWorker) => {
      if (message.type !== "answer" && message.type !== "error") return options.onMessage(message);
      const waiting = pending.get(message.id);
      pending.delete(message.id);
      if (message.type === "answer") waiting?.resolve(message.value);
      else waiting?.reject(errorFromWire({ name: message.name, message: message.message, ...(message.data && { data: message.data }) }));
    });
    started.on("error", (error: unknown) => {
      why = `failed (${error instanceof Error ? error.message : String(error)})`;
    });
    started.on("exit", () => died(why));
    return started;
  }

  function died(why: string): void {
    const waiting = [...pending.values()];
    pending.clear();
    for (const { reject } of waiting)
      reject(new Failure("DeviceLost", stopped ? "The daemon is stopping." : `The reader of documents ${why}. Ask again.`));
    if (stopped) return;
    const now = Date.now();
    deaths = [...deaths.filter((at) => now - at < 60_000), now];
    const again = deaths.length < deathsBeforeGivingUp;
    log.error(
      `The reader of documents ${why}; starting it again${again ? "" : " without the open documents: it died too often with them"}.`,
    );
    worker = start();
    options.onRestart(again);
  }

  return {
    post: (message) => worker.postMessage(message),
    request: (method, params) =>
      new Promise((resolve, reject) => {
        if (stopped) return reject(new Failure("DeviceLost", "The daemon is stopping."));
        const id = nextId++;
        pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
        worker.postMessage({ type: "request", id, method, params });
      }),
    stop: async () => {
      stopped = true;
      await worker.terminate();
    },
    kill: async () => {
      await worker.terminate();
    },
  };
}
