// The REPL's session against a daemon in memory: what keys lead to, what is printed, what the live region shows.
import { predict } from "@adatom/protocol/predict.ts";
import { listRuns, runChanged, subscribeRuns } from "@adatom/protocol/runs.ts";
import type { ConnectDaemon } from "adatom/daemon-client.ts";
import { History } from "adatom/editor/history.ts";
import type { Key } from "adatom/editor/line-editor.ts";
import { region } from "adatom/session/region.ts";
import { Session } from "adatom/session/session.ts";
import { displayWidth } from "adatom/terminal/display-width.ts";
import { makeStyle } from "adatom/terminal/style.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FakeDaemon, someRun } from "../fake-daemon.ts";

const energyAnswer = {
  frames: [{ natoms: 1, energy: -1.5, energyPerAtom: -1.5, stress: null, model: "lj-ar", extrapolated: [] }],
  problems: [],
};

interface Bench {
  readonly session: Session;
  readonly daemon: FakeDaemon;
  readonly remembered: string[];
  readonly left: () => boolean;
}

function bench(history: readonly string[] = [], connect?: ConnectDaemon): Bench {
  const daemon = new FakeDaemon()
    .answer(subscribeRuns, () => ({ runs: [] }))
    .answer(listRuns, () => ({ runs: [] }))
    .answer(predict, () => energyAnswer);
  const remembered: string[] = [];
  let left = false;
  const session = new Session({
    connect: connect ?? daemon.connect,
    folder: "/somewhere",
    style: makeStyle(false),
    history: new History(history),
    sources: { candidates: async (kind) => (kind === "file" ? [{ text: "a.xyz" }, { text: "ab.xyz" }] : []) },
    columns: () => 80,
    remember: (text) => remembered.push(text),
    leave: () => {
      left = true;
    },
    clearScreen: () => {},
  });
  return { session, daemon, remembered, left: () => left };
}

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
const type = (session: Session, text: string): void => {
  for (const character of text) session.press({ name: character });
};
const press = (session: Session, ...keys: (Key | string)[]): void => {
  for (const key of keys) session.press(typeof key === "string" ? { name: key } : key);
};
const control = (name: string): Key => ({ name, ctrl: true });
const printed = ({ blocks }: Session): string => blocks.flatMap(({ lines }) => lines).join("\n");
const screen = (session: Session, columns = 80, rows = 24): string => region(session, columns, rows, 0).lines.join("\n");

test("a typed command runs, is echoed, printed and remembered", async () => {
  const { session, remembered } = bench();
  type(session, "energy a.xyz");
  press(session, "enter");
  await soon();
  assert.match(printed(session), /^❯ energy a\.xyz\nframe .*\n +0 +1 +-1\.500000 .*lj-ar$/s);
  assert.equal(remembered, ["energy a.xyz"]);
  assert.is(session.prompt.editor.text, "");
});

test("keys typed while a completion is on its way wait for it", async () => {
  const { session } = bench();
  type(session, "ener");
  press(session, "tab");
  type(session, "a");
  press(session, "tab", "tab", "enter");
  assert.is(session.prompt.editor.text, "ener", "the completion has not come yet");
  await soon();
  assert.is(session.prompt.editor.text, "energy a.xyz ", "the menu's first file was taken");
});

test("Ctrl-C: the line, then twice to leave; another key in between starts over", () => {
  const { session, left } = bench();
  type(session, "half a com");
  press(session, control("c"));
  assert.is(session.prompt.editor.text, "");
  assert.match(printed(session), "half a com^C");
  press(session, control("c"));
  assert.match(screen(session), "Ctrl-C again leaves");
  press(session, "x", "backspace", control("c"));
  assert.is(left(), false);
  press(session, control("c"));
  assert.is(left(), true);
  session.close();
});

test("Ctrl-C cancels the command in front, asked again no longer waits for it; what was waiting is dropped", async () => {
  const { session, daemon } = bench();
  daemon.answer(predict, () => new Promise(() => {}));
  session.paste("energy a.xyz\nhelp\n");
  press(session, "enter");
  await soon();
  assert.match(screen(session), /⠋ energy a\.xyz/);
  assert.match(screen(session), "1 more waiting");
  press(session, control("c"));
  assert.ok(session.jobs.front?.controller.signal.aborted);
  assert.match(screen(session), "cancelling ...");
  press(session, control("c"));
  assert.is(session.jobs.front, null);
  assert.not.match(printed(session), "Commands", "help never ran");
});

test("a job in the background leaves the front free and says when it is done", async () => {
  const { session, daemon } = bench();
  let finish: (answer: typeof energyAnswer) => void = () => {};
  daemon.answer(
    predict,
    () =>
      new Promise<typeof energyAnswer>((resolve) => {
        finish = resolve;
      }),
  );
  type(session, "energy a.xyz &");
  press(session, "enter");
  await soon();
  assert.is(session.jobs.front, null);
  assert.match(screen(session), "[1]");
  finish(energyAnswer);
  await soon();
  assert.match(printed(session), "[1] done: energy a.xyz");
  assert.is(session.jobs.background.size, 0);
});

test("reverse search: Enter runs what was found, Escape takes it into the line, Ctrl-G leaves all as it was", async () => {
  const { session } = bench(["help energy", "status", "help md"]);
  type(session, "draft");
  press(session, control("r"));
  type(session, "help");
  assert.match(screen(session), "search: help  ← help md");
  press(session, control("r"));
  assert.match(screen(session), "← help energy");
  press(session, control("r"));
  assert.match(screen(session), "← help energy", "there is none older");
  press(session, control("g"));
  assert.is(session.prompt.editor.text, "draft");
  press(session, control("r"));
  type(session, "md");
  press(session, "escape");
  assert.is(session.prompt.editor.text, "help md");
  press(session, control("r"));
  type(session, "help e");
  press(session, "enter");
  await soon();
  assert.match(printed(session), "energies of the frames");
});

test("the status line: starting, up with runs, down, up again by the next command", async () => {
  const { session, daemon } = bench();
  assert.match(screen(session), "starting the daemon");
  await session.daemon.look(true);
  assert.match(screen(session), "● daemon · ? help");
  daemon.notify(
    runChanged,
    someRun({ id: 3, title: "train silicon", progress: { phase: "epochs", done: 45, total: 100 }, secondsLeft: 12 }),
  );
  daemon.notify(runChanged, someRun({ id: 4 }));
  assert.match(screen(session), "● daemon · run 3 train silicon 45 % (12.0 s left) · +1 more");
  daemon.notify(runChanged, someRun({ id: 3, state: "done" }));
  assert.match(screen(session), "run 4 md diamond.xyz 10 %");
  daemon.die();
  assert.match(screen(session), "○ daemon down · the daemon has ended · the next command starts it");
  type(session, "energy a.xyz");
  press(session, "enter");
  await soon();
  assert.match(screen(session), "● daemon");
  session.close();
});

test("a daemon that cannot be had: the reason in full, and a prompt that goes on", async () => {
  const why = "The daemon ended at its start.\nIts log: /var/log/adatom";
  const { session: failing, daemon } = bench([], () => Promise.reject(new Error(why)));
  await failing.begin();
  assert.match(printed(failing), why);
  assert.match(screen(failing), "○ daemon down · The daemon ended at its start. · the next command starts it");
  type(failing, "energy a.xyz");
  press(failing, "enter");
  await soon();
  assert.is(printed(failing).split(why).length, 3, "the command fails with it as well");
  assert.is(failing.prompt.editor.text, "");
  assert.is(daemon.asked.length, 0);
  failing.close();
});

test("leaving tells which runs go on, cancels nothing and clears the live region", async () => {
  const { session, daemon, left } = bench();
  await session.daemon.look(true);
  daemon.notify(runChanged, someRun({ id: 3, title: "train silicon" }));
  press(session, control("d"));
  assert.ok(left());
  assert.match(printed(session), "run 3 (train silicon) goes on in the daemon");
  assert.equal(region(session, 80, 24, 0).lines, []);
  session.close();
});

test("the live region stays below the screen's height and within its width, whatever is shown", async () => {
  const { session, daemon } = bench();
  await session.daemon.look(true);
  daemon.notify(runChanged, someRun({ title: "a run with a very long title ".repeat(9) }));
  for (let index = 0; index < 6; index += 1) {
    daemon.answer(predict, () => new Promise(() => {}));
    session.paste("energy a.xyz &");
    press(session, "enter");
  }
  session.paste("energy a.xyz");
  press(session, "enter");
  await soon();
  session.jobs.front!.view = { plain: () => "", lines: (columns, rows) => Array.from({ length: rows }, () => "x".repeat(columns)) };
  session.paste("硅 and a line ".repeat(30));
  for (const [columns, rows] of [
    [200, 60],
    [80, 24],
    [40, 10],
    [20, 6],
    [12, 5],
  ] as const) {
    const { lines, cursor } = region(session, columns, rows, 0);
    assert.ok(lines.length < rows, `${lines.length} lines of ${rows}`);
    for (const line of lines) assert.ok(displayWidth(line) <= columns, line);
    assert.ok(cursor.x < columns && cursor.y < lines.length);
  }
  session.close();
});

test.run();
