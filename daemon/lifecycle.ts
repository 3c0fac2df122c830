// The daemon's life: who is connected, how long nobody has been, and its orderly end.
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Endpoint } from "@adatom/protocol/endpoint.ts";
import type { Lifecycle, Log, Session } from "./features/feature.ts";

export interface OwnLifecycle extends Lifecycle {
  opened(session: Session): void;
  closed(session: Session): void;
  /** Begins to count idle time. `busy` tells whether any job runs or waits; `stop` ends the process. */
  watchIdle(busy: () => boolean, stop: (why: string) => void): void;
}

export interface LifeOptions {
  readonly version: string;
  readonly build: string;
  readonly endpoint: Endpoint;
  readonly log: Log;
  readonly idleTimeoutSeconds: number;
  /** Puts everything away; called once. */
  readonly putAway: () => Promise<void>;
}

export function createLifecycle(options: LifeOptions): OwnLifecycle {
  const { log, endpoint, idleTimeoutSeconds } = options;
  const sessions = new Set<Session>();
  let idleSince = performance.now();
  let stopping: Promise<void> | undefined;
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();

  const lifecycle: OwnLifecycle = {
    version: options.version,
    build: options.build,
    startedAt: Date.now(),
    folder: endpoint.stateFolder,
    socket: endpoint.socket,
    idleTimeoutSeconds,
    sessions: () => [...sessions],
    stop(why) {
      stopping ??= (async () => {
        log.info(`stopping: ${why}`);
        try {
          await options.putAway();
        } catch (error) {
          log.error(`while stopping: ${(error as Error).stack}`);
        }
        log.info("stopped");
      })();
      return stopping;
    },
    logFile: () => endpoint.logFile,
    eventLoopDelayMaxMs() {
      // The monitor's own timer has a period of 5 ms, which its values include.
      const milliseconds = Math.max(0, delay.max / 1e6 - 5);
      delay.reset();
      return milliseconds;
    },
    opened: (session) => void sessions.add(session),
    closed(session) {
      sessions.delete(session);
      idleSince = performance.now();
    },
    watchIdle(busy, stop) {
      const period = Math.min(10_000, Math.max(100, idleTimeoutSeconds * 250));
      setInterval(() => {
        if (sessions.size > 0 || busy()) idleSince = performance.now();
        else if (performance.now() - idleSince >= idleTimeoutSeconds * 1000) stop(`idle for ${idleTimeoutSeconds} s`);
      }, period).unref();
    },
  };
  return lifecycle;
}
