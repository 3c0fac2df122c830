// The daemon once it holds the lock: log, services, socket, idle time, orderly end.
import { mkdirSync, rmSync, statSync, truncateSync } from "node:fs";
import type { Server } from "node:net";
import type { Endpoint } from "@adatom/protocol/endpoint.ts";
import { buildId, version } from "./build.ts";
import { features } from "./features/index.ts";
import { createLifecycle } from "./lifecycle.ts";
import { createLog } from "./log.ts";
import { type BuiltServices, buildServices } from "./services.ts";
import { acceptSession, type SessionHost } from "./sessions/session.ts";
import { listen, writeToken } from "./socket/listen.ts";
import type { Lock } from "./socket/lock.ts";

const defaultIdleSeconds = 30 * 60;
const handshakeSeconds = 5;
/** How long the parts may take to put themselves away before the process ends all the same. */
const putAwayMs = 20_000;

function idleSeconds(): number {
  const text = process.env.ADATOM_IDLE_SECONDS;
  if (text === undefined || text === "") return defaultIdleSeconds;
  const value = Number(text);
  if (!(value > 0)) throw new Error(`ADATOM_IDLE_SECONDS must be a positive number of seconds, not "${text}".`);
  return value;
}

export async function serve(endpoint: Endpoint, lock: Lock): Promise<void> {
  const idleTimeoutSeconds = idleSeconds();
  const log = createLog(endpoint.logFile);
  // What stays in memory is larger than any use of this file; it only matters to whoever looks after a crash.
  if ((statSync(endpoint.outputFile, { throwIfNoEntry: false })?.size ?? 0) > 1024 * 1024) truncateSync(endpoint.outputFile);
  rmSync(endpoint.spoolFolder, { recursive: true, force: true });
  mkdirSync(endpoint.spoolFolder, { mode: 0o700 });

  let built: BuiltServices | undefined;
  let server: Server | undefined;
  const lifecycle = createLifecycle({
    version,
    build: buildId(),
    endpoint,
    log,
    idleTimeoutSeconds,
    async putAway() {
      setTimeout(() => end(1), putAwayMs).unref();
      // Whoever connects from here on finds nobody and starts the next daemon, which waits for the lock.
      server?.close();
      rmSync(endpoint.tokenFile, { force: true });
      if (process.platform !== "win32") rmSync(endpoint.socket, { force: true });
      const suspended = await built?.putAway();
      if (suspended) log.info(`${suspended} jobs were checkpointed and will go on at the next start`);
    },
  });
  const end = (code: number): never => {
    lock.release();
    process.exit(code);
  };
  const stop = (why: string) => void lifecycle.stop(why).then(() => end(0));

  process.on("SIGTERM", () => stop("SIGTERM"));
  process.on("SIGINT", () => stop("SIGINT"));
  process.on("SIGHUP", () => log.info("SIGHUP ignored: the daemon outlives the terminal that began it"));
  process.on("uncaughtException", (error) => log.error(`uncaught: ${error.stack ?? error.message}`));
  process.on("unhandledRejection", (why) => log.error(`unhandled rejection: ${why instanceof Error ? why.stack : String(why)}`));

  built = buildServices(endpoint, log, { ...lifecycle, stop: async (why) => stop(why) });
  const { services } = built;
  for (const feature of features) feature.start?.(services);
  const { jobs } = services;
  const host: SessionHost = {
    identity: {
      token: writeToken(endpoint.tokenFile),
      build: lifecycle.build,
      version,
      startedAt: lifecycle.startedAt,
      jobsRunning: () => jobs.counts().running + jobs.counts().queued,
    },
    services,
    features,
    handshakeSeconds,
    opened(session) {
      lifecycle.opened(session);
      log.info(`session ${session.id} opened: ${session.client}`);
    },
    closed(session) {
      lifecycle.closed(session);
      log.info(`session ${session.id} closed`);
    },
  };
  await built.takeUpProjects();
  server = await listen(endpoint, (socket) => acceptSession(socket, host));
  lifecycle.watchIdle(() => jobs.counts().running + jobs.counts().queued > 0, stop);
  log.info(`adatom ${version} (build ${lifecycle.build}, pid ${process.pid}) listens at ${endpoint.socket}`);
}
