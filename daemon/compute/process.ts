// The daemon's face of the compute process: starts it, restarts it when it dies, carries requests and job events.
// Nothing here computes. Death at any instant costs only the requests in flight, which fail with DeviceLost.
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Failure } from "@adatom/protocol/failure.ts";
import type { Compute, ComputeMethod, ComputeRequests, JobEvent } from "./contract.ts";
import { errorFromWire, type ToCompute, type ToDaemon } from "./wire.ts";

export interface ComputeOptions {
  readonly log: Readonly<Record<"info" | "warn" | "error", (message: string) => void>>;
  readonly env?: NodeJS.ProcessEnv;
  /** The child's main file; a bundle names its own. Default: main.ts beside this file. */
  readonly entry?: string;
}

interface Pending {
  readonly message: ToCompute;
  sent: boolean;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Waits before starting again: short after a healthy life, longer when it dies young again and again. */
const shortestBackoffMs = 50;
const longestBackoffMs = 5000;
/** A life this long after "ready" counts as healthy. */
const healthyLifeMs = 250;
/** So many young deaths in a row and requests are refused at once instead of waiting. */
const failedAfterDeaths = 8;

function defaultEntry(): string {
  const given = (globalThis as { adatomComputeEntry?: unknown }).adatomComputeEntry;
  return typeof given === "string" ? given : fileURLToPath(new URL("./main.ts", import.meta.url));
}

export function startCompute(options: ComputeOptions): Compute {
  const { log } = options;
  const entry = options.entry ?? defaultEntry();
  const pending = new Map<number, Pending>();
  const jobListeners: ((event: JobEvent) => void)[] = [];
  const readyListeners: ((restarts: number) => void)[] = [];
  const lostListeners: ((why: string) => void)[] = [];
  let state: ReturnType<Compute["state"]>["state"] = "starting";
  let child: ChildProcess | null = null;
  let restarts = 0;
  let youngDeaths = 0;
  let lastDeath = "";
  let nextId = 1;
  let timer: NodeJS.Timeout | undefined;
  let stopped: Promise<void> | undefined;
  const lostBackends = new Set<string>();

  function send(request: Pending): void {
    request.sent = true;
    // A failed write means the process is dying: its death is reported by the channel's end.
    child?.send(request.message, () => {});
  }

  function receive(message: ToDaemon): void {
    if (message.type === "job") {
      for (const listener of jobListeners) listener(message.event);
      return;
    }
    if (message.type === "device-lost") {
      lostBackends.add(message.backend);
      log.warn(
        `The ${message.backend} backend lost its device (${message.reason}). Going on with the next backend until the daemon's restart.`,
      );
      return;
    }
    if (message.type === "ready") {
      state = "ready";
      for (const request of pending.values()) if (!request.sent) send(request);
      for (const listener of readyListeners) listener(restarts);
      return;
    }
    const request = pending.get(message.id);
    pending.delete(message.id);
    if (message.type === "result") request?.resolve(message.result);
    else request?.reject(errorFromWire(message.error));
  }

  function start(): void {
    let readyAt = 0;
    let exit: string | undefined;
    let disconnected = false;
    const started = fork(entry, [], {
      serialization: "advanced",
      execArgv: ["--disable-warning=ExperimentalWarning"],
      env: { ...process.env, ...options.env, ADATOM_LOST_BACKENDS: [...lostBackends].join(",") },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    child = started;
    for (const stream of [started.stdout, started.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => log.info(`compute ${started.pid}: ${text.trimEnd()}`));
    started.on("message", (message) => {
      const received = message as ToDaemon;
      if (received.type === "ready") readyAt = Date.now();
      receive(received);
    });
    // What the process said before it died still stands in the channel: it is dead once both have ended.
    const ended = (): void => {
      if (exit !== undefined && disconnected) died(exit, readyAt > 0 && Date.now() - readyAt >= healthyLifeMs);
    };
    started.on("disconnect", () => {
      disconnected = true;
      if (exit === undefined) started.kill("SIGKILL");
      ended();
    });
    started.on("exit", (code, signal) => {
      exit = signal ? `was ended by ${signal}` : `ended with code ${code}`;
      ended();
    });
    started.on("error", (error) => {
      log.error(`compute process: ${error.message}`);
      if (started.pid === undefined && exit === undefined) {
        exit = `could not be started (${error.message})`;
        disconnected = true;
        ended();
      }
    });
  }

  function died(how: string, healthy: boolean): void {
    child = null;
    if (state === "stopped") return;
    youngDeaths = healthy ? 0 : youngDeaths + 1;
    restarts++;
    lastDeath = how;
    state = youngDeaths >= failedAfterDeaths ? "failed" : "restarting";
    const wait = Math.min(longestBackoffMs, shortestBackoffMs * 2 ** Math.max(0, youngDeaths - 1));
    log.warn(`The compute process ${how}; starting it again in ${wait} ms (restart ${restarts}).`);
    for (const [id, request] of pending) {
      if (!request.sent && state !== "failed") continue;
      pending.delete(id);
      request.reject(new Failure("DeviceLost", `The compute process ${how} while it worked on this request. Ask again.`));
    }
    for (const listener of lostListeners) listener(how);
    timer = setTimeout(start, wait);
  }

  function request<M extends ComputeMethod>(
    method: M,
    params: ComputeRequests[M]["params"],
    signal?: AbortSignal,
  ): Promise<ComputeRequests[M]["result"]> {
    if (state === "stopped") return Promise.reject(new Failure("DeviceLost", "The compute process was stopped with the daemon."));
    if (state === "failed")
      return Promise.reject(
        new Failure("DeviceLost", `The compute process cannot be kept running: it ${lastDeath}. See the daemon's log (adatom logs).`),
      );
    if (signal?.aborted) return Promise.reject(abortError(signal));
    const id = nextId++;
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        const waiting = pending.get(id);
        if (!waiting) return;
        pending.delete(id);
        if (waiting.sent) child?.send({ type: "cancel", id } satisfies ToCompute, () => {});
        reject(abortError(signal!));
      };
      signal?.addEventListener("abort", cancel, { once: true });
      const settled = <T>(settle: (value: T) => void) => {
        return (value: T): void => {
          signal?.removeEventListener("abort", cancel);
          settle(value);
        };
      };
      const entry: Pending = {
        message: { type: "request", id, method, params },
        sent: false,
        resolve: settled(resolve as (result: unknown) => void),
        reject: settled(reject),
      };
      pending.set(id, entry);
      if (state === "ready") send(entry);
    });
  }

  function stop(): Promise<void> {
    stopped ??= new Promise((resolve) => {
      state = "stopped";
      clearTimeout(timer);
      for (const request of pending.values()) request.reject(new Failure("DeviceLost", "The daemon is stopping."));
      pending.clear();
      const last = child;
      if (!last || last.exitCode !== null || last.signalCode !== null) return resolve();
      const impatience = setTimeout(() => last.kill("SIGKILL"), 2000);
      last.once("exit", () => {
        clearTimeout(impatience);
        resolve();
      });
      last.send({ type: "stop" } satisfies ToCompute, () => {});
    });
    return stopped;
  }

  start();
  return {
    request,
    onJobEvent: (listener) => void jobListeners.push(listener),
    onReady: (listener) => void readyListeners.push(listener),
    onLost: (listener) => void lostListeners.push(listener),
    state: () => ({ state, pid: child?.pid ?? null, restarts }),
    stop,
  };
}

function abortError(signal: AbortSignal): Error {
  if (signal.reason instanceof Error) return signal.reason;
  return new DOMException("The request was cancelled.", "AbortError");
}
