// The structure preview: atoms are really drawn, it follows the cursor and the text, and a broken text is said.
import type { Frame } from "playwright-core";
import * as assert from "uvu/assert";
import { type Check, until } from "../check.ts";
import { textOf } from "../workbench.ts";
import { crystalEnergyPerAtom, largeAtoms } from "../workspace.ts";

const dataset = (frame: Frame, key: string) => frame.evaluate((name) => document.body.dataset[name], key);
const text = (frame: Frame, selector: string) => textOf(frame.locator(selector).first());

/** Distinct colours of the picture, of every 7th pixel. */
function colours(frame: Frame): Promise<number> {
  return frame.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>("canvas.picture")!;
    const gl = canvas.getContext("webgl2")!;
    const pixels = new Uint8Array(canvas.width * canvas.height * 4);
    gl.readPixels(0, 0, canvas.width, canvas.height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    const seen = new Set<number>();
    for (let i = 0; i < pixels.length; i += 28) seen.add((pixels[i]! << 16) | (pixels[i + 1]! << 8) | pixels[i + 2]!);
    return seen.size;
  });
}

const drawn: Check = {
  name: "preview draws the atoms",
  seconds: 60,
  async run({ workbench, lap }) {
    await workbench.openFile("crystal.xyz");
    await workbench.command("Adatom: Preview Structure");
    const frame = await workbench.webview("document", "crystal.xyz");
    await until("a frame", 20, async () => (await dataset(frame, "state")) === "shown");
    assert.is(await dataset(frame, "atoms"), "64");
    assert.match(await text(frame, ".details"), /64 atoms/);
    assert.match(await text(frame, ".title"), /Si/);
    assert.match(await text(frame, ".frame-text"), /frame 1 of 2/);
    // A blank canvas has one colour; 64 shaded spheres have thousands. 200 leaves room for other renderers.
    await until("more than 200 colours", 10, async () => (await colours(frame)) > 200);
    lap(`preview: ${await text(frame, ".details")}, ${await colours(frame)} colours`);
    await workbench.screenshot("3-preview");
  },
};

const follows: Check = {
  name: "preview follows the cursor and the text",
  seconds: 60,
  async run({ workbench, lap }) {
    const { page } = workbench;
    const frame = await workbench.webview("document", "crystal.xyz");
    await page
      .locator(".editor-group-container .view-line", { hasText: /^Si/ })
      .nth(1)
      .click({ position: { x: 20, y: 8 } });
    await until("the atom of the line", 10, async () => /atom 2/.test(await text(frame, ".selection")));
    // Line 70 is the second atom of the second frame.
    await page.keyboard.press("Control+g");
    await page.locator(".quick-input-widget input").fill(":70");
    await page.keyboard.press("Enter");
    await until("the second frame", 10, async () => /frame 2 of 2/.test(await text(frame, ".frame-text")));
    await until("its second atom", 10, async () => /atom 2/.test(await text(frame, ".selection")));
    lap(`selection: ${await text(frame, ".selection")}`);
    await page.keyboard.press("Home");
    await page.keyboard.type("Q");
    await until("that the text has an error", 15, async () => /1 error/.test(await text(frame, ".heading")));
    await workbench.screenshot("4-preview-broken-text");
    await workbench.command("File: Revert File");
    await until(
      "the atoms again",
      15,
      async () => /^Si\s*64$/.test((await text(frame, ".title")).trim()) && !/error/.test(await text(frame, ".heading")),
    );
    // The editor asks for lenses again in its own time; none may go on speaking of the broken text.
    const lenses = page.locator(".codelens-decoration");
    await until("lenses of the mended text", 20, async () => !(await lenses.allInnerTexts()).some((said) => /no energy/.test(said)));
  },
};

const coloured: Check = {
  name: "preview colours atoms by force, with a scale",
  seconds: 60,
  async run({ workbench, lap }) {
    const frame = await workbench.webview("document", "crystal.xyz");
    await frame.locator("select").selectOption("force");
    await frame.locator(".scale").waitFor({ timeout: 20_000 });
    const scale = (await text(frame, ".scale")).replaceAll("\n", " | ");
    lap(`scale: ${scale}`);
    assert.match(scale, /eV\/Å.*sw-si/);
    await workbench.screenshot("5-preview-force");
  },
};

const unreadable: Check = {
  name: "preview of a text that is no structure says so",
  seconds: 40,
  async run({ workbench, lap }) {
    await workbench.openFile("garbage.xyz");
    await workbench.command("Adatom: Preview Structure");
    const frame = await workbench.webview("document", "garbage.xyz");
    await until("the failure", 15, async () => (await dataset(frame, "state")) === "failure");
    lap(`banner: ${(await text(frame, ".banner")).replaceAll("\n", " | ")}`);
    await workbench.screenshot("5-preview-unreadable");
    await workbench.command("View: Close All Editors");
  },
};

const large: Check = {
  name: "a text over 1 MiB: hover, edit and preview",
  seconds: 90,
  async run({ workbench, lap }) {
    const { page } = workbench;
    await workbench.openFile("large.xyz");
    const atomLine = page.locator(".editor-group-container.active .view-line", { hasText: /^Si/ });
    assert.match(await workbench.hover(atomLine.nth(3), /energy: -?\d/), /-4\.3366/);
    const started = Date.now();
    await workbench.command("Adatom: Preview Structure");
    const frame = await workbench.webview("document", "large.xyz");
    await until("the frame", 30, async () => (await dataset(frame, "atoms")) === String(largeAtoms));
    lap(`preview of ${await text(frame, ".details")} after ${Date.now() - started} ms`);
    await workbench.screenshot("5-preview-large");
    // An edit after the opening by file reaches the daemon: half an angstrom off its place, the second atom has more energy.
    await atomLine.nth(1).click({ position: { x: 20, y: 8 } });
    await page.keyboard.press("End");
    for (let i = 0; i < 9; i++) await page.keyboard.press("Backspace");
    await page.keyboard.type(".20000000");
    const energy = Number(
      /energy:\s*(-?\d+\.\d+) eV/.exec(await workbench.hover(atomLine.nth(1), /energy: -[0-3]|energy: -4\.[0-2]/))?.[1],
    );
    lap(`energy of the moved atom: ${energy} eV`);
    assert.ok(energy > crystalEnergyPerAtom + 0.05);
    await page.keyboard.press("Escape");
    await workbench.command("File: Revert File");
    await workbench.command("View: Close All Editors");
  },
};

export const previewChecks: readonly Check[] = [drawn, follows, coloured, unreadable, large];
