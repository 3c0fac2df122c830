// Starting the daemon: a process of its own that outlives the client. Any number of clients may do this at once; the
// daemon's lock lets one of them live, the others leave with exit code 75.
import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Endpoint } from "@adatom/protocol/endpoint.ts";
import { DaemonDown } from "./errors.ts";

export interface StartOptions {
  /** The daemon's main file; in a clone it is found. A bundle names its own. */
  readonly daemonEntry?: string;
  /** The Node (or Electron) that runs it; default: the one that runs this. */
  readonly execPath?: string;
  readonly env?: NodeJS.ProcessEnv;
}

export interface StartedDaemon {
  /** Undefined while it runs. */
  ended(): { anotherHoldsTheLock: boolean; why: string } | undefined;
}

const anotherHoldsTheLock = 75;
const oldestNode = [22, 22] as const;

function checkNode(execPath: string): void {
  if (execPath !== process.execPath) return;
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new DaemonDown(
    `Adatom's daemon needs Node ${oldestNode.join(".")} or newer, and this is Node ${process.versions.node} (${execPath}).`,
  );
}

export function startDaemon(endpoint: Endpoint, options: StartOptions): StartedDaemon {
  const entry = options.daemonEntry ?? fileURLToPath(new URL("../../daemon/main.ts", import.meta.url));
  if (!existsSync(entry)) throw new DaemonDown(`The daemon's program is not at ${entry}. Install Adatom again.`);
  const execPath = options.execPath ?? process.execPath;
  checkNode(execPath);
  // NODE_OPTIONS is meant for the client's own process (loaders, inspectors); a daemon for all clients must not inherit it.
  const { NODE_OPTIONS: _options, NODE_CHANNEL_FD: _channel, ...env } = options.env ?? process.env;
  if (process.versions.electron || options.execPath) env.ELECTRON_RUN_AS_NODE = "1";

  let output: number;
  let sizeBefore: number;
  try {
    mkdirSync(endpoint.stateFolder, { recursive: true, mode: 0o700 });
    output = openSync(endpoint.outputFile, "a", 0o600);
    sizeBefore = statSync(endpoint.outputFile).size;
  } catch (error) {
    throw new DaemonDown(
      `Cannot write in the state folder ${endpoint.stateFolder}: ${(error as Error).message}. Set ADATOM_HOME to a folder you can write.`,
    );
  }
  // The daemon's working folder is its own, so that it keeps no folder of the user's busy.
  const child = spawn(execPath, ["--disable-warning=ExperimentalWarning", entry], {
    detached: true,
    stdio: ["ignore", output, output],
    cwd: endpoint.stateFolder,
    env,
  });
  closeSync(output);
  child.unref();

  let ended: { anotherHoldsTheLock: boolean; why: string } | undefined;
  child.once("error", (error) => {
    ended = { anotherHoldsTheLock: false, why: `Cannot run ${execPath}: ${error.message}` };
  });
  child.once("exit", (code, signal) => {
    const how = signal ? `signal ${signal}` : `exit code ${code}`;
    ended = {
      anotherHoldsTheLock: code === anotherHoldsTheLock,
      why: `The daemon ended at its start (${how}). Its log: ${endpoint.logFile}`,
    };
  });
  return { ended: () => ended && { ...ended, why: outputSince(endpoint.outputFile, sizeBefore) || ended.why } };
}

function outputSince(file: string, size: number): string {
  try {
    return readFileSync(file).subarray(size).toString("utf8").trim();
  } catch {
    return "";
  }
}
