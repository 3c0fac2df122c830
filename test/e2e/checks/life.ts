// The daemon and the window live apart: the window comes back to a new daemon, and a daemon stays when the window goes.
import { type Client, connect } from "@adatom/connect/client.ts";
import { shutdown } from "@adatom/protocol/lifecycle.ts";
import { status } from "@adatom/protocol/status.ts";
import * as assert from "uvu/assert";
import { type Check, until } from "../check.ts";

/** A connection to the daemon that runs; never starts one. */
export const toDaemon = (env: NodeJS.ProcessEnv): Promise<Client> =>
  connect({ client: { name: "end-to-end test", version: "0" }, start: false, keep: true, env, timeoutMs: 5000 });

async function pidOf(env: NodeJS.ProcessEnv): Promise<number> {
  const client = await toDaemon(env);
  try {
    return (await client.request(status, {})).pid;
  } finally {
    client.close();
  }
}

const comesBack: Check = {
  name: "the window comes back to a new daemon after the old one ended",
  seconds: 60,
  async run({ workbench, environment, lap }) {
    const before = await pidOf(environment);
    const client = await toDaemon(environment);
    await client.request(shutdown, { force: true });
    client.close();
    await until("another daemon, connected", 30, async () => (await pidOf(environment).catch(() => before)) !== before);
    await workbench.openFile("crystal.xyz");
    const text = await workbench.hover(workbench.page.locator(".view-line", { hasText: /^Si/ }).nth(2), /energy: -?\d/);
    assert.match(text, /-4\.33/);
    lap(`daemon ${before} ended, ${await pidOf(environment)} answers: ${text.split("\n")[0]}`);
  },
};

const noErrors: Check = {
  name: "nothing but information was notified",
  seconds: 10,
  async run({ workbench, browser, lap }) {
    const { toasts } = workbench;
    for (const { kind, text } of toasts) lap(`notification (${kind}): ${text}`);
    const errors = toasts.filter(({ kind }) => kind !== "info");
    assert.equal(errors, []);
    // The editor's own gallery of extensions; refused like any other. The extension itself asks nobody.
    assert.equal(
      [...browser.outside].filter((host) => host !== "open-vsx.org"),
      [],
    );
  },
};

const stays: Check = {
  name: "the daemon stays when the window closes",
  seconds: 30,
  async run({ workbench, editor, environment, lap }) {
    const before = await pidOf(environment);
    await workbench.page.close();
    await editor.stop();
    assert.is(await pidOf(environment), before);
    lap(`daemon ${before} still answers`);
  },
};

const reload: Check = {
  name: "preview and curves are there again after the window reloads",
  seconds: 60,
  async run({ workbench, lap }) {
    await workbench.openFile("crystal.xyz");
    await workbench.command("Adatom: Preview Structure");
    await workbench.webview("document", "crystal.xyz");
    // In a browser the workbench writes its layout down every five seconds, and not when it unloads.
    await workbench.page.waitForTimeout(6500);
    await workbench.page.reload();
    const preview = await workbench.webview("document", "crystal.xyz");
    await until("the picture", 30, async () => (await preview.evaluate(() => document.body.dataset.state)) === "shown");
    await workbench.page.locator(".tab", { hasText: "Runs" }).first().click();
    const training = await workbench.webview("points");
    await until("the curves", 20, async () => Number(await training.evaluate(() => document.body.dataset.points)) > 3);
    lap(
      `after the reload: ${await preview.evaluate(() => document.body.dataset.atoms)} atoms, ${await training.evaluate(() => document.body.dataset.points)} points`,
    );
  },
};

export const lifeChecks: readonly Check[] = [reload, comesBack, noErrors, stays];
