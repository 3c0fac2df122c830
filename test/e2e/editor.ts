// One code-server (VS Code's server and workbench) with the extension in it, in a home folder of its own.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const settings = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "update.mode": "none",
  "chat.disableAIFeatures": true,
  "window.commandCenter": false,
  "editor.hover.delay": 100,
  "editor.minimap.enabled": false,
  "git.enabled": false,
  "files.autoSave": "off",
  // The editor looks at the ports of the whole machine, which are none of this test's business.
  "remote.autoForwardPorts": false,
};

export interface Editor {
  readonly url: string;
  log(): string;
  stop(): Promise<void>;
}

/** Environment that keeps editor, daemon and their files inside one folder. */
export function privateEnvironment(home: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ""}`,
    HOME: home,
    XDG_CONFIG_HOME: join(home, "config"),
    XDG_DATA_HOME: join(home, "share"),
    XDG_STATE_HOME: join(home, "state"),
    XDG_RUNTIME_DIR: join(home, "run"),
    ADATOM_HOME: join(home, "adatom"),
    ADATOM_IDLE_SECONDS: "600",
  };
}

/** @param entry code-server's script. @param home an empty folder with a short path */
export async function startEditor(entry: string, home: string, vsix: string, folder: string): Promise<Editor> {
  const env = privateEnvironment(home);
  mkdirSync(join(home, "data", "User"), { recursive: true });
  mkdirSync(join(home, "run"), { mode: 0o700 });
  writeFileSync(join(home, "data", "User", "settings.json"), JSON.stringify(settings));
  writeFileSync(join(home, "config.yaml"), "");
  const places = [
    "--config",
    join(home, "config.yaml"),
    "--user-data-dir",
    join(home, "data"),
    "--extensions-dir",
    join(home, "extensions"),
  ];
  await promisify(execFile)(process.execPath, [entry, ...places, "--install-extension", vsix], { env, timeout: 60_000 });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const options = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry", "--disable-update-check"];
  const more = ["--disable-workspace-trust", "--disable-getting-started-override", folder];
  const server = spawn(process.execPath, [entry, ...places, ...options, ...more], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let log = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (text) => (log += text));
  for (let tries = 0; ; tries++) {
    const answered = await fetch(`${url}/healthz`).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) break;
    if (tries > 300 || server.exitCode !== null) throw new Error(`code-server did not start\n${log}`);
    await sleep(100);
  }
  return { url: `${url}/?folder=${encodeURIComponent(folder)}`, log: () => log, stop: () => stopGroup(server) };
}

/** The server and what it started, but not the daemon, which has a group of its own. */
async function stopGroup(server: ChildProcess): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    try {
      process.kill(-server.pid!, signal);
    } catch {
      return;
    }
    await sleep(700);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
