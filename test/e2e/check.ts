// The shape of a check, and what all of them share.
import type { OpenBrowser } from "./browser.ts";
import type { Editor } from "./editor.ts";
import type { Workbench } from "./workbench.ts";

export interface World {
  readonly workbench: Workbench;
  readonly editor: Editor;
  readonly browser: OpenBrowser;
  /** Folder that the editor opened. */
  readonly folder: string;
  /** Environment under which the daemon is found. */
  readonly environment: NodeJS.ProcessEnv;
  lap(text: string): void;
}

export interface Check {
  readonly name: string;
  readonly seconds: number;
  run(world: World): Promise<void>;
}

/** Asks until the answer is true. @throws Error with `what` after the time */
export async function until(what: string, seconds: number, ask: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 1000 * seconds;
  for (;;) {
    if (await ask()) return;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
