// A connection to the user's daemon, found or started, hands shaken: the socket on which LSP or adatom messages follow.
import { connect as connectSocket, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Endpoint } from "@adatom/protocol/endpoint.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { ownBuildId } from "./build.ts";
import { checkPrivacy, currentEndpoint, readToken } from "./endpoint.ts";
import { DaemonDown } from "./errors.ts";
import { askToStop, Gone, sayHello, type Welcome } from "./handshake.ts";
import { type StartedDaemon, type StartOptions, startDaemon } from "./start.ts";

export interface ConnectOptions extends StartOptions {
  readonly client: { readonly name: string; readonly version: string };
  /** False: only a daemon that already runs will do (adatom status, adatom stop). */
  readonly start?: boolean;
  /** True: never restart a daemon of another build, only warn. */
  readonly keep?: boolean;
  /** Default 30 s. */
  readonly timeoutMs?: number;
  /** Told in plain words what is waited for. */
  readonly onProgress?: (what: string) => void;
  /** Build of the daemon this client would start; default: computed from its sources, or baked into the bundle. */
  readonly build?: string;
}

export interface DaemonStream {
  readonly socket: Socket;
  readonly welcome: Welcome;
  readonly endpoint: Endpoint;
  readonly warnings: readonly string[];
}

/** Nobody listens there: no daemon, or one that just ended. */
const nobody = new Set(["ENOENT", "ECONNREFUSED", "ECONNRESET"]);

function tryConnect(path: string): Promise<Socket | null> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket(path);
    socket.once("connect", () => {
      socket.removeAllListeners("error");
      resolve(socket);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      // EAGAIN: the daemon is there, and too many knock at once.
      if (nobody.has(error.code ?? "") || error.code === "EAGAIN") resolve(null);
      else reject(new DaemonDown(`Cannot connect to the daemon at ${path}: ${error.message}`));
    });
  });
}

/** @throws DaemonDown; Failure VersionMismatch when a daemon of another protocol has jobs and cannot be restarted */
export async function openStream(options: ConnectOptions): Promise<DaemonStream> {
  const endpoint = currentEndpoint(options.env);
  const build = options.build ?? ownBuildId();
  const deadline = performance.now() + (options.timeoutMs ?? 30_000);
  const mayRestart = options.keep !== true && options.start !== false;
  const warnings: string[] = [];
  let child: StartedDaemon | undefined;
  let restarts = 0;
  let waits = 0;

  for (;;) {
    checkPrivacy(endpoint);
    const socket = await tryConnect(endpoint.socket);
    const token = socket && readToken(endpoint);
    if (socket && token) {
      const ignore = () => {};
      socket.on("error", ignore);
      try {
        const welcome = await sayHello(socket, token, build, options.client);
        if (welcome.build === build) return done(socket, welcome);
        const which = `The daemon that runs is of another build (${welcome.build}, version ${welcome.version}) than this client's (${build})`;
        if (!mayRestart || restarts >= 2) {
          warnings.push(`${which}; it was left running.`);
          return done(socket, welcome);
        }
        if (welcome.jobsRunning > 0) {
          warnings.push(`${which}; it was not restarted because ${welcome.jobsRunning} jobs run. When they are done: adatom restart.`);
          return done(socket, welcome);
        }
        options.onProgress?.("restarting the daemon, which is of another build");
        if (!(await askToStop(socket))) {
          warnings.push(`${which}; it would not stop because jobs run. When they are done: adatom restart.`);
          socket.destroy();
        }
        restarts++;
        child = undefined;
      } catch (error) {
        if (error instanceof Failure && error.errorName === "VersionMismatch") {
          if (!mayRestart || restarts >= 2 || !(await askToStop(socket))) {
            socket.destroy();
            throw error;
          }
          options.onProgress?.("restarting the daemon, which speaks another protocol");
          restarts++;
          child = undefined;
        } else if (!(error instanceof Gone) && !(error instanceof Failure && error.errorName === "Unauthorised")) {
          socket.destroy();
          throw error;
        }
        // Gone, or a token that was replaced between reading and sending: look again.
      }
      socket.destroy();
    } else {
      socket?.destroy();
      if (options.start === false)
        throw new DaemonDown("No Adatom daemon runs. Any command that needs one starts it; so does: adatom restart");
      child = await tend(child);
    }
    if (performance.now() > deadline) {
      throw new DaemonDown(`The daemon did not answer in time. Its log: ${endpoint.logFile}. To look closer: adatom doctor`);
    }
    await sleep(Math.min(25 + 5 * waits++, 150));
  }

  function done(socket: Socket, welcome: Welcome): DaemonStream {
    return { socket, welcome, endpoint, warnings };
  }

  /** Starts a daemon where none is on its way; passes on why one died. */
  async function tend(running: StartedDaemon | undefined): Promise<StartedDaemon | undefined> {
    if (!running) {
      options.onProgress?.("starting the daemon");
      return startDaemon(endpoint, options);
    }
    const ended = running.ended();
    if (!ended) return running;
    if (!ended.anotherHoldsTheLock) throw new DaemonDown(ended.why);
    // Another one is starting or stopping: give it time before trying to be the one.
    for (let tries = 0; tries < 20; tries++) {
      await sleep(100);
      const probe = await tryConnect(endpoint.socket);
      probe?.destroy();
      if (probe) return undefined;
    }
    return undefined;
  }
}
