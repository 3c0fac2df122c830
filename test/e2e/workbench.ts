// What a person does in the workbench, as functions: open a file, run a command, hover, look into a webview.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame, Locator, Page } from "playwright-core";

export interface Toast {
  readonly kind: string;
  readonly text: string;
}

/** Text as it stands on the screen, with plain spaces. */
export async function textOf(locator: Locator): Promise<string> {
  // What is laid out on the screen, line breaks included: textContent runs the lines together.
  // biome-ignore lint/performance/useDomNodeTextContent: see above
  return (await locator.innerText()).replaceAll("\u00a0", " ");
}

export class Workbench {
  readonly page: Page;
  #shots: string;
  /** Every notification that was on the screen at any time, with its kind. */
  readonly toasts: Toast[] = [];

  constructor(page: Page, shots: string) {
    this.page = page;
    this.#shots = shots;
  }

  async open(url: string): Promise<void> {
    // tsx wraps functions in __name, which a page does not have.
    await this.page.addInitScript({ content: "globalThis.__name = (it) => it;" });
    // A binding outlives a reload of the page.
    await this.page.exposeFunction("adatomToast", (toast: Toast) => {
      if (!this.toasts.some((known) => known.text === toast.text && known.kind === toast.kind)) this.toasts.push(toast);
    });
    await this.page.addInitScript(recordToasts);
    await this.page.goto(url);
    await this.page.locator(".monaco-workbench").waitFor({ timeout: 60_000 });
    await this.page.locator(".explorer-folders-view .monaco-list-row").first().waitFor({ timeout: 60_000 });
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(this.#shots, `${name}.png`) });
  }

  writeText(name: string, text: string): void {
    writeFileSync(join(this.#shots, name), text);
  }

  async openFile(name: string): Promise<void> {
    const row = this.page.locator(".explorer-folders-view .monaco-list-row", { hasText: name }).first();
    // A click on the icon of the view that is shown would close it; a file made just now comes into the view after a moment.
    if (!(await this.page.locator(".explorer-folders-view").first().isVisible())) {
      const icon = this.page.locator(".activitybar .action-label[aria-label^=Explorer]").first();
      // In its corner: a badge lies over the middle while there are unsaved files.
      await icon.click({ position: { x: 6, y: 6 } });
    }
    await row.dblclick();
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).first().waitFor();
    await this.page.locator(".editor-group-container.active .view-lines .view-line").first().waitFor();
  }

  async command(title: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget input").first();
    const row = this.page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first();
    // A key pressed while the workbench moves its focus, or closes the last command's box, is lost: pressed again.
    for (let tries = 0; tries < 12; tries++) {
      try {
        await this.page.locator(".quick-input-widget").waitFor({ state: "hidden", timeout: 1500 });
        await this.page.keyboard.press("F1");
        await input.fill(`>${title}`, { timeout: 1500 });
        await row.waitFor({ timeout: 3000 });
        await this.page.keyboard.press("Enter");
        return;
      } catch {
        await this.page.keyboard.press("Escape");
      }
    }
    throw new Error(`the command "${title}" could not be picked`);
  }

  /** Text of the hover over a line, once it holds what is expected. */
  async hover(line: Locator, expected: RegExp): Promise<string> {
    const hover = this.page.locator(".monaco-hover:not(.hidden)", { hasText: expected }).first();
    for (let tries = 0; tries < 10 && !(await hover.isVisible()); tries++) {
      await this.page.mouse.move(900, 700 + tries);
      await line.hover({ position: { x: 12 + tries, y: 9 } });
      await hover.waitFor({ timeout: 3000 }).catch(() => {});
    }
    if (!(await hover.isVisible())) throw new Error(`no hover with ${expected}`);
    return await textOf(hover);
  }

  line(text: string): Locator {
    return this.page.locator(".editor-group-container.active .view-line", { hasText: text }).first();
  }

  statusItem(text: RegExp): Locator {
    return this.page.locator(".statusbar-item", { hasText: text }).first();
  }

  /** The document inside a webview whose body says data-NAME, with a value that ends so. */
  async webview(name: string, ending = ""): Promise<Frame> {
    for (let tries = 0; tries < 300; tries++) {
      for (const frame of this.page.frames()) {
        const value = await frame.evaluate((key) => document.body?.dataset?.[key], name).catch(() => undefined);
        if (value?.endsWith(ending)) return frame;
      }
      await this.page.waitForTimeout(100);
    }
    throw new Error(
      `no webview with data-${name}; frames:\n${this.page
        .frames()
        .map((frame) => frame.url().slice(0, 120))
        .join("\n")}`,
    );
  }
}

/** Runs in the page: toasts go away by themselves, so they are written down when they come. */
function recordToasts(): void {
  const tell = (window as unknown as { adatomToast?: (toast: { kind: string; text: string }) => void }).adatomToast;
  const look = () => {
    for (const item of document.querySelectorAll(".notification-list-item")) {
      const text = (item.querySelector(".notification-list-item-message")?.textContent ?? "").trim();
      const icon = item.querySelector(".notification-list-item-icon")?.className ?? "";
      const kind = /codicon-(error|warning|info)/.exec(icon)?.[1] ?? "unknown";
      if (text !== "") tell?.({ kind, text });
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
}
