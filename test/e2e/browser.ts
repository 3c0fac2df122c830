// A headless chromium that reaches this machine only, with WebGL in software.
import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, type BrowserContext, chromium } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome"];

/** @throws Error when none is there and none can be installed */
export function findChromium(root: string): string {
  execFileSync("bash", [join(root, "scripts", "install-browser.sh")], { stdio: "inherit" });
  const given = process.env.CHROMIUM;
  if (given !== undefined && given !== "") return given;
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of names) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not in this folder.
      }
    }
  }
  throw new Error("chromium was installed but is not on the PATH; name it in the variable CHROMIUM");
}

export interface OpenBrowser {
  readonly browser: Browser;
  readonly context: BrowserContext;
  /** Hosts outside this machine that a page asked for; every such request was refused. */
  readonly outside: ReadonlySet<string>;
}

export async function openBrowser(executablePath: string): Promise<OpenBrowser> {
  const browser = await chromium.launch({
    executablePath,
    headless: true,
    args: [
      "--no-sandbox",
      "--no-first-run",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-dev-shm-usage",
      "--use-gl=angle",
      "--use-angle=swiftshader",
      "--enable-unsafe-swiftshader",
      "--ignore-gpu-blocklist",
    ],
  });
  const context = await browser.newContext({ viewport: { width: 1480, height: 920 } });
  const outside = new Set<string>();
  await context.route(
    (url) => url.hostname !== "127.0.0.1" && url.hostname !== "localhost",
    (route) => {
      outside.add(new URL(route.request().url()).host);
      return route.abort();
    },
  );
  return { browser, context, outside };
}
