// The worker threads of a data-set job: each does one piece of work at a time.
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { DataSetTask, DataSetWork, DataSetWorkerSettings, FromDataSetWorker } from "./dataset-messages.ts";

interface Thread {
  readonly worker: Worker;
  work: { resolve(result: unknown): void; reject(error: Error): void; report(share: number): void } | null;
  /** Why it ended by itself; whatever it is given then fails for that. */
  death: string | null;
}

function defaultEntry(): string {
  const given = (globalThis as { adatomDataSetEntry?: unknown }).adatomDataSetEntry;
  return typeof given === "string" ? given : fileURLToPath(new URL("./dataset-worker.ts", import.meta.url));
}

export class DataSetThreads {
  private readonly threads: Thread[] = [];
  private disposed = false;

  constructor(count: number, settings: DataSetWorkerSettings) {
    for (let n = 0; n < count; n++) this.threads.push(this.begin(settings, n));
  }

  /** Threads with nothing to do. */
  get idle(): number {
    return this.threads.filter(({ work }) => work === null).length;
  }

  /** Has an idle thread do it. Rejects where it fails or its thread dies. */
  async run<K extends keyof DataSetWork>(
    kind: K,
    params: DataSetWork[K]["params"],
    report: (share: number) => void = () => {},
  ): Promise<DataSetWork[K]["result"]> {
    const thread = this.threads.find(({ work }) => work === null);
    if (!thread) throw new Error("Every thread of the data set is at work.");
    if (thread.death !== null) throw new Error(thread.death);
    return new Promise((resolve, reject) => {
      thread.work = { resolve: resolve as (result: unknown) => void, reject, report };
      thread.worker.postMessage({ kind, params } as DataSetTask);
    });
  }

  /** Ends the threads at once, whatever they do: their work can be done again. */
  dispose(): void {
    this.disposed = true;
    for (const { worker } of this.threads) void worker.terminate();
  }

  private begin(settings: DataSetWorkerSettings, number: number): Thread {
    const worker = new Worker(defaultEntry(), { workerData: settings, name: `adatom data set ${number + 1}` });
    const thread: Thread = { worker, work: null, death: null };
    const fail = (message: string): void => {
      const { work } = thread;
      thread.work = null;
      if (!this.disposed) work?.reject(new Error(message));
    };
    worker.on("message", (message: FromDataSetWorker) => {
      if (message.type === "progress") return thread.work?.report(message.share);
      if (message.type === "failed") return fail(message.message);
      const { work } = thread;
      thread.work = null;
      work?.resolve(message.result);
    });
    const die = (why: string): void => {
      thread.death ??= why;
      fail(thread.death);
    };
    worker.on("error", (error: unknown) => die(`A thread of the data set died: ${error instanceof Error ? error.message : String(error)}`));
    worker.on("exit", () => die("A thread of the data set ended."));
    return thread;
  }
}
