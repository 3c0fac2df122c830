// Training from the editor: status bar, tree of runs, curves that move, pause, resume, stop.
import * as assert from "uvu/assert";
import { type Check, until } from "../check.ts";
import { textOf } from "../workbench.ts";

const curves: Check = {
  name: "a training run shows in status bar, tree and moving curves",
  seconds: 120,
  async run({ workbench, lap }) {
    const { page } = workbench;
    await workbench.command("Adatom: Train Model");
    const frame = await workbench.webview("points");
    lap("training view is open");
    await workbench.statusItem(/Training tiny/).waitFor({ timeout: 30_000 });
    const points = async () => Number(await frame.evaluate(() => document.body.dataset.points));
    await until("the first points", 60, async () => (await points()) >= 3);
    const first = await points();
    await until("more points", 30, async () => (await points()) > first + 3);
    lap(`points: ${first}, then ${await points()}`);
    await until("an epoch in the status bar", 20, async () => /epoch \d+/.test(await textOf(workbench.statusItem(/Training tiny/))));
    lap(`status bar: ${(await textOf(workbench.statusItem(/Training tiny/))).trim()}`);
    assert.is(await frame.locator(".chart canvas").count(), 3);
    await page.locator(".activitybar .action-label[aria-label^=Adatom]").first().click();
    const row = page.locator(".pane-body .monaco-list-row", { hasText: /Training tiny/ }).first();
    await row.waitFor({ timeout: 10_000 });
    lap(`tree: ${(await textOf(row)).replaceAll("\n", " ")}`);
    await workbench.screenshot("6-training");
  },
};

const buttons: Check = {
  name: "pause, resume and stop",
  seconds: 90,
  async run({ workbench, lap }) {
    const frame = await workbench.webview("points");
    const state = frame.locator(".state");
    const press = (name: string) => frame.locator(".controls button", { hasText: name }).click();
    await press("Pause");
    await until("paused", 20, async () => (await textOf(state)) === "paused");
    await workbench.statusItem(/paused/).waitFor({ timeout: 10_000 });
    lap("paused");
    await press("Resume");
    await until("running again", 20, async () => (await textOf(state)) === "running");
    await press("Stop");
    await until("ended", 30, async () => ["cancelled", "done"].includes(await textOf(state)));
    await workbench.statusItem(/Adatom: idle/).waitFor({ timeout: 10_000 });
    lap(`stopped: ${await textOf(state)}`);
    await workbench.screenshot("7-training-ended");
  },
};

export const trainingChecks: readonly Check[] = [curves, buttons];
