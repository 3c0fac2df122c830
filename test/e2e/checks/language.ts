// Hover, code lens and diagnostics, as an editor shows them.
import * as assert from "uvu/assert";
import { type Check, until } from "../check.ts";
import { textOf } from "../workbench.ts";
import { crystalEnergyPerAtom } from "../workspace.ts";

const hover: Check = {
  name: "hover on an atom line shows the right energy",
  seconds: 60,
  async run({ workbench, lap }) {
    await workbench.openFile("crystal.xyz");
    await workbench.statusItem(/Adatom: idle/).waitFor({ timeout: 30_000 });
    lap("connected to the daemon");
    const text = await workbench.hover(workbench.page.locator(".view-line", { hasText: /^Si/ }).nth(3), /energy: -?\d/);
    lap(`hover: ${text.split("\n").slice(0, 4).join(" | ")}`);
    await workbench.screenshot("1-hover");
    const energy = Number(/energy:\s*(-?\d+\.\d+) eV/.exec(text)?.[1]);
    // 2e-4 eV: the hover writes four digits, and epsilon itself is known to five.
    assert.ok(Math.abs(energy - crystalEnergyPerAtom) < 2e-4, `energy ${energy}, expected ${crystalEnergyPerAtom}`);
    assert.match(text, /silicon/i);
    assert.match(text, /sw-si/);
    assert.match(text, /4 neighbours/);
    await workbench.page.keyboard.press("Escape");
  },
};

const lens: Check = {
  name: "code lens above a frame",
  seconds: 30,
  async run({ workbench, lap }) {
    const lenses = workbench.page.locator(".codelens-decoration");
    await until("a lens with an energy per atom", 20, async () =>
      (await lenses.allInnerTexts()).some((text) => /-4\.33\d* eV\/atom/.test(text)),
    );
    const text = await textOf(lenses.first());
    lap(`lens: ${text.replaceAll(/\s+/g, " ")}`);
    assert.match(text, /preview/i);
    assert.match(text, /relax/i);
  },
};

const diagnostics: Check = {
  name: "squiggle and message on a broken file",
  seconds: 30,
  async run({ workbench, lap }) {
    await workbench.openFile("broken.xyz");
    await workbench.page.locator(".squiggly-error").first().waitFor({ timeout: 15_000 });
    await workbench.command("Problems: Focus on Problems View");
    const rows = workbench.page.locator(".markers-panel-container .monaco-list-row");
    await until("the unknown element in the problems view", 15, async () =>
      (await rows.allInnerTexts()).some((text) => text.includes("Xq")),
    );
    const texts = (await rows.allInnerTexts()).map((text) => text.replaceAll("\n", " "));
    for (const text of texts) lap(`problem: ${text}`);
    assert.ok(
      texts.some((text) => /Xq/.test(text) && /\bLn 4\b/.test(text)),
      "the unknown element, line 4",
    );
    assert.ok(
      texts.some((text) => /zero/.test(text) && /\bLn 5\b/.test(text)),
      "the word that is no number, line 5",
    );
    await workbench.screenshot("2-diagnostics");
    await workbench.command("View: Hide Panel").catch(() => workbench.page.keyboard.press("Escape"));
  },
};

export const languageChecks: readonly Check[] = [hover, lens, diagnostics];
