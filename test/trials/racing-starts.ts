// Many clients that find no daemon at the same instant: exactly one daemon lives, every client is served by it.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { privateHome } from "../daemon/private-daemon.ts";

export interface Options {
  readonly clients: number;
  /** True: each client a process of its own; false: all in this one. The daemons that race are processes either way. */
  readonly processes: boolean;
}

export const full: Options = { clients: 64, processes: true };
export const short: Options = { clients: 8, processes: false };

const connectModule = new URL("../../clients/connect/index.ts", import.meta.url).href;
const script = `import { connect } from ${JSON.stringify(connectModule)};
const client = await connect({ client: { name: "racer", version: "1" }, keep: true, timeoutMs: 90000 });
process.stdout.write(String(client.daemon.pid));
process.stdin.once("end", () => client.close()).resume();`;

export async function run({ clients, processes }: Options): Promise<{ milliseconds: number }> {
  const home = privateHome();
  const started = performance.now();
  const release: (() => void)[] = [];
  const inProcess = async (): Promise<number> => {
    const client = await home.connect({ timeoutMs: 90_000 });
    return client.daemon.pid;
  };
  const inOwnProcess = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", script], {
        env: home.env,
        cwd: fileURLToPath(new URL("../..", import.meta.url)),
        stdio: ["pipe", "pipe", "inherit"],
      });
      release.push(() => child.stdin.end());
      child.stdout.once("data", (data: Buffer) => resolve(Number(data.toString())));
      child.once("exit", (code) => reject(new Error(`a client ended with code ${code}`)));
    });
  try {
    const pids = await Promise.all(Array.from({ length: clients }, processes ? inOwnProcess : inProcess));
    assert.is(new Set(pids).size, 1, `daemons met: ${[...new Set(pids)].join(", ")}`);
    // Losers may still be on their way out; what counts is that one stays and it is the one all met.
    for (let tries = 0; tries < 100 && home.daemons().length > 1; tries++) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(home.daemons(), [pids[0]]);
    return { milliseconds: Math.round(performance.now() - started) };
  } finally {
    for (const end of release) end();
    await home.clean();
  }
}
