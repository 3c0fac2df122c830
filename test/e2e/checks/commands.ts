// Commands on structures: relaxation, molecular dynamics, structures to label, the machine's check.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { type Check, until, type World } from "../check.ts";

/** Answers the input box that asks for `question`. */
async function answer({ page }: World["workbench"], question: RegExp, value: string): Promise<void> {
  const box = page.locator(".quick-input-widget:visible", { hasText: question });
  await box.waitFor({ timeout: 20_000 });
  await box.locator("input").fill(value);
  await page.keyboard.press("Enter");
}

const said = ({ toasts }: World["workbench"], text: RegExp): boolean => toasts.some((toast) => text.test(toast.text));

const output: Check = {
  name: "hover on an atom of VASP's OUTCAR",
  seconds: 60,
  async run({ workbench, lap }) {
    await workbench.openFile("OUTCAR");
    // The second step stands at the end of the file.
    await workbench.page.locator(".editor-group-container.active .view-line").first().click();
    await workbench.page.keyboard.press("Control+End");
    const text = await workbench.hover(workbench.line("0.12000"), /force/i);
    lap(`hover: ${text.split("\n").slice(0, 4).join(" | ")}`);
    assert.match(text, /silicon/i);
    await workbench.page.keyboard.press("Escape");
  },
};

const relaxation: Check = {
  name: "relax a structure from the palette",
  seconds: 60,
  async run({ workbench, folder, lap }) {
    await workbench.openFile("crystal.xyz");
    await workbench.command("Adatom: Relax Structure");
    await until("what the relaxation came to", 30, async () => said(workbench, /Relaxed with sw-si-1985/));
    const toast = workbench.toasts.find(({ text }) => /Relaxed with/.test(text))!;
    lap(toast.text);
    // The crystal stands at its minimum already: the same energy before and after, to the four digits shown.
    const [before, after] = /(-?\d+\.\d+) → (-?\d+\.\d+) eV/.exec(toast.text)!.slice(1).map(Number);
    assert.ok(Math.abs(before! - after!) < 2e-4, toast.text);
    await until("the relaxed structure on disk", 10, async () => existsSync(join(folder, "crystal-relaxed.xyz")));
  },
};

const chosenForces: Check = {
  name: "relax with a calculator of the project, chosen from a list",
  seconds: 60,
  async run({ workbench, folder, lap }) {
    const { page } = workbench;
    await page.keyboard.press("Control+P");
    const box = page.locator(".quick-input-widget:visible input").first();
    await box.fill("seed.xyz");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "seed.xyz" }).first().waitFor({ timeout: 10_000 });
    await page.keyboard.press("Enter");
    await page.locator('.tab.active[data-resource-name="seed.xyz"]').first().waitFor({ timeout: 10_000 });
    await workbench.command("Adatom: Relax Structure With a Model or Calculator");
    const rows = page.locator(".quick-input-widget:visible .quick-input-list .monaco-list-row");
    await rows.filter({ hasText: "calculator · sw-si-1985" }).first().waitFor({ timeout: 20_000 });
    lap(`offered: ${(await rows.allInnerTexts()).map((text) => text.replaceAll("\n", " ")).join(" | ")}`);
    await workbench.screenshot("7-forces");
    await page.locator(".quick-input-widget:visible input").first().fill("classical");
    await page.keyboard.press("Enter");
    await until("the relaxed structure on disk", 40, async () => existsSync(join(folder, "project", "seed-relaxed.xyz")));
  },
};

const dynamics: Check = {
  name: "molecular dynamics from the palette, its curves and its trajectory",
  seconds: 90,
  async run({ workbench, folder, lap }) {
    await workbench.openFile("crystal.xyz");
    await workbench.command("Adatom: Run Molecular Dynamics");
    await answer(workbench, /Temperature/, "300");
    await answer(workbench, /Steps/, "400");
    const frame = await workbench.webview("points");
    const trajectory = join(folder, "crystal-md.xyz");
    await until("the last frame", 60, async () => existsSync(trajectory) && /step=400\b/.test(readFileSync(trajectory, "utf8")));
    await until("points of the run", 20, async () => Number(await frame.evaluate(() => document.body.dataset.points)) >= 10);
    lap(`trajectory of ${readFileSync(trajectory, "utf8").match(/Lattice=/g)!.length} frames`);
    await workbench.screenshot("8-dynamics");
  },
};

const selection: Check = {
  name: "structures to label, chosen from a trajectory",
  seconds: 60,
  async run({ workbench, folder, lap }) {
    await workbench.openFile("crystal-md.xyz");
    await workbench.command("Adatom: Select Structures to Label");
    await answer(workbench, /How many at most/, "3");
    await until("what was chosen", 40, async () => said(workbench, /structures (are worth labelling|is far from)/));
    lap(workbench.toasts.find(({ text }) => /worth labelling|is far from/.test(text))!.text);
    if (said(workbench, /worth labelling/)) {
      await workbench.page.locator('.tab.active[data-resource-name="crystal-md-selected.xyz"]').first().waitFor({ timeout: 10_000 });
      const chosen = readFileSync(join(folder, "crystal-md-selected.xyz"), "utf8").match(/Lattice=/g)!.length;
      assert.ok(chosen >= 1 && chosen <= 3, `${chosen} structures`);
    }
    await workbench.screenshot("9-selection");
  },
};

const doctor: Check = {
  name: "the machine's check opens as text",
  seconds: 60,
  async run({ workbench, lap }) {
    await workbench.command("Adatom: Check This Machine");
    const lines = workbench.page.locator(".editor-group-container.active .view-line");
    await until("backends in the text", 40, async () => (await lines.allInnerTexts()).join("\n").includes("wasm"));
    lap((await lines.allInnerTexts()).slice(0, 3).join(" | ").replaceAll("\u00a0", " "));
    await workbench.screenshot("10-doctor");
  },
};

export const commandChecks: readonly Check[] = [output, relaxation, dynamics, selection, chosenForces, doctor];
