// A daemon of the test's own: private state and runtime folders, and nothing left behind.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Client, type ClientOptions, connect } from "@adatom/connect/index.ts";

export interface PrivateHome {
  readonly folder: string;
  /** Environment whose daemon is this home's alone. */
  readonly env: NodeJS.ProcessEnv;
  connect(options?: Partial<ClientOptions>): Promise<Client>;
  /** Process ids of this home's daemons (Linux). */
  daemons(): number[];
  /** Ends them and removes everything. */
  clean(): Promise<void>;
}

export function privateHome(extra: NodeJS.ProcessEnv = {}): PrivateHome {
  const folder = mkdtempSync(join(tmpdir(), "adt-"));
  const env = { ...process.env, ADATOM_HOME: join(folder, "state"), XDG_RUNTIME_DIR: folder, ADATOM_IDLE_SECONDS: "120", ...extra };
  const clients: Client[] = [];
  const home: PrivateHome = {
    folder,
    env,
    async connect(options) {
      // keep: sources may be edited while tests run, and a test's daemon must not be restarted because of that.
      const client = await connect({ client: { name: "test", version: "1" }, env, keep: true, ...options });
      clients.push(client);
      return client;
    },
    daemons() {
      return readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
        .filter((pid) => {
          try {
            const command = readFileSync(`/proc/${pid}/cmdline`, "latin1");
            return (
              /daemon\/main\.ts/.test(command) &&
              readFileSync(`/proc/${pid}/environ`, "latin1").includes(`ADATOM_HOME=${env.ADATOM_HOME}\0`)
            );
          } catch {
            return false;
          }
        });
    },
    async clean() {
      for (const client of clients) client.close();
      for (const pid of home.daemons()) kill(pid, "SIGTERM");
      for (let tries = 0; tries < 60 && home.daemons().length > 0; tries++) await sleep(50);
      for (const pid of home.daemons()) kill(pid, "SIGKILL");
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return home;
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

/** Waits for a condition; fails with its name when it does not come. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain: ${what}`);
    await sleep(20);
  }
}
