// The real REPL in a real pseudo-terminal against a real daemon of the test's own. Screens are kept in
// test/output/terminal. The tests are one session, in order. time limit: 180 s
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type PrivateHome, privateHome } from "../../../daemon/private-daemon.ts";
import { PseudoTerminal } from "../pseudo-terminal.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const enter = "\r";
const up = "\u001B[A";
const control = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) - 96);
const longRun = "md examples/silicon/diamond.xyz --potential sw-si-1985 --supercell 3,3,3 --steps 100000000";

let home: PrivateHome;
let terminal: PseudoTerminal;

function startRepl(columns = 100, rows = 30, args: readonly string[] = []): PseudoTerminal {
  const environment: Record<string, string> = { ...(home.env as Record<string, string>), TERM: "xterm-256color" };
  for (const name of ["NO_COLOR", "FORCE_COLOR"]) delete environment[name];
  return new PseudoTerminal({
    file: process.execPath,
    args: [join(root, "clients/repl/bin/adatom.cjs"), ...args],
    environment,
    folder: root,
    columns,
    rows,
  });
}

/** The prompt is empty and nothing runs in front. */
const idle = (screen: string): boolean => /^❯$/m.test(screen);

/** No line may be cut or wrapped by the terminal: the live region keeps to the width. */
function liveRegionFits(columns: number): void {
  const lines = terminal.screen();
  const bar = lines.findIndex((line) => /^[█▏▎▍▌▋▊▉·]+ +\d+ %$/.test(line));
  assert.ok(bar >= 0, `the progress bar stands on one line:\n${lines.join("\n")}`);
  for (const line of lines) assert.ok([...line].length <= columns);
}

test.before(() => {
  home = privateHome();
  terminal = startRepl();
});
test.after(async () => {
  terminal.kill();
  await home.clean();
});

test("starts, and starts the daemon", async () => {
  await terminal.until("the prompt", idle);
  await terminal.until("the daemon", (screen) => screen.includes("● daemon"), 30_000);
});

test("energy of diamond silicon", async () => {
  terminal.type("energy examples/silicon/diamond.xyz --potential sw-si-1985");
  await terminal.until("the echo", (screen) => screen.includes("sw-si-1985"));
  assert.equal(terminal.cursor().x, "❯ energy examples/silicon/diamond.xyz --potential sw-si-1985".length, "the cursor is behind the text");
  terminal.type(enter);
  // Stillinger-Weber diamond at a = 5.431 angstrom, as LAMMPS has it (test/fixtures/lammps).
  await terminal.until("the energy", (screen) => /8 +-34\.692800 +-4\.336600 .* sw-si-1985/.test(screen) && idle(screen));
  terminal.screenshot("energy");
});

test("Tab completes commands, files, options and potentials; a menu offers what is ambiguous", async () => {
  terminal.type("ener\texam\tsilico\tdia\t--pot\tsw\t");
  await terminal.until(
    "the menu",
    (screen) => screen.includes("❯ energy examples/silicon/diamond.xyz --potential sw-si-") && screen.includes("Vink"),
  );
  terminal.screenshot("completion-menu");
  terminal.type("\t\t");
  await new Promise((resolve) => setTimeout(resolve, 100));
  terminal.type(enter);
  await terminal.until(
    "the choice",
    (screen) => screen.includes("--potential sw-si-vink") && !screen.includes("Stillinger-Weber refitted"),
  );
  terminal.type(enter);
  await terminal.until("its energy", (screen) => /8 +-\d+\.\d+ .* sw-si-vink\S+/.test(screen) && idle(screen));
});

test("history by Up and by Ctrl-R", async () => {
  terminal.type(up + up);
  await terminal.until(
    "the command before",
    (screen) => screen.split("\n").filter((line) => line.endsWith("--potential sw-si-1985")).length === 2,
  );
  terminal.type(control("u"));
  await terminal.until("an empty prompt", idle);
  terminal.type(`${control("r")}1985`);
  await terminal.until("the match", (screen) => /search: 1985 +← energy .*sw-si-1985/.test(screen));
  terminal.screenshot("search");
  terminal.type(control("g"));
  await terminal.until("the end of the search", idle);
});

test("text and Enter in one chunk run; a marked paste waits for Enter, then runs line by line", async () => {
  terminal.type(`runs${enter}`);
  await terminal.until("no runs", (screen) => screen.includes("no runs yet"));
  terminal.paste("status\nmodels\n");
  await terminal.until("the paste", (screen) => /❯ status\n… models/.test(screen));
  assert.not.match(terminal.everything(), "models loaded", "nothing ran yet");
  terminal.type(enter);
  await terminal.until("both results", (screen) => screen.includes("lj-ar") && idle(screen));
  assert.match(terminal.everything(), "models loaded");
});

test("Ctrl-C cancels a long run only; the live view keeps to a smaller screen", async () => {
  const [daemon] = home.daemons();
  terminal.type(longRun + enter);
  await terminal.until("the curve", (screen) => screen.includes("temperature (K)") && screen.includes("Ctrl-C cancels the run"), 30_000);
  terminal.screenshot("md-live");
  liveRegionFits(100);
  terminal.resize(60, 18);
  await terminal.until("the smaller view", (screen) => /└0 +\d+ step/.test(screen));
  await new Promise((resolve) => setTimeout(resolve, 500));
  liveRegionFits(60);
  terminal.screenshot("md-live-60x18");
  terminal.resize(100, 30);
  terminal.type(control("c"));
  await terminal.until("the cancellation", (screen) => screen.includes("was cancelled") && idle(screen));
  assert.equal(home.daemons(), [daemon], "the same daemon lives on");
  await terminal.until("the status line", (screen) => screen.includes("● daemon"));
});

test("a command in the background leaves the prompt free", async () => {
  terminal.type(`${longRun} &${enter}`);
  await terminal.until("the run on the status line", (screen) => /● daemon · run 2 md/.test(screen) && idle(screen));
  terminal.type(`runs${enter}`);
  await terminal.until("the list", (screen) => /2 +running/.test(screen) && /1 +cancelled/.test(screen));
  terminal.screenshot("background");
  terminal.type(`runs cancel 2${enter}`);
  await terminal.until("its end", (screen) => screen.includes("cancelled: md examples/silicon/diamond.xyz"));
});

test("a killed daemon shows on the status line, and the next command starts another", async () => {
  for (const pid of home.daemons()) process.kill(pid, "SIGKILL");
  await terminal.until("the news", (screen) => screen.includes("○ daemon down"));
  terminal.screenshot("daemon-down");
  terminal.type(`energy examples/silicon/diamond.xyz --potential sw-si-1985${enter}`);
  await terminal.until("the new daemon", (screen) => screen.includes("● daemon") && idle(screen) && /-4\.336600/.test(screen), 30_000);
});

test("? helps; mistyped commands are named", async () => {
  terminal.type("?");
  await terminal.until("the help", (screen) => screen.includes("Ctrl-L") && idle(screen));
  terminal.screenshot("help");
  terminal.type(`enrgy${enter}`);
  await terminal.until("the suggestion", (screen) => screen.includes("did you mean energy?"));
});

test("Ctrl-C twice leaves, the daemon stays, the history is kept for the next REPL and for nobody else", async () => {
  const before = home.daemons();
  terminal.type(control("c"));
  await terminal.until("the hint", (screen) => screen.includes("Ctrl-C again leaves"));
  terminal.type(control("c"));
  assert.is(await terminal.untilExit(), 0);
  assert.equal(home.daemons(), before);
  const history = join(home.env.ADATOM_HOME!, "history");
  assert.is(statSync(history).mode & 0o777, 0o600);
  assert.match(readFileSync(history, "utf8"), `"enrgy"`);
  terminal.kill();
  terminal = startRepl(80, 24);
  await terminal.until("the prompt", idle);
  terminal.type(up);
  await terminal.until("the last command", (screen) => screen.includes("❯ enrgy"));
  terminal.type(`${control("u")}${control("d")}`);
  assert.is(await terminal.untilExit(), 0);
});

test("a command run once in a terminal redraws its view in place and leaves no trace of it", async () => {
  terminal.kill();
  terminal = startRepl(80, 24, longRun.split(" "));
  await terminal.until("the curve", (screen) => screen.includes("└0") && screen.includes("Ctrl-C cancels the run"), 30_000);
  await new Promise((resolve) => setTimeout(resolve, 500));
  liveRegionFits(80);
  assert.is(terminal.everything().match(/temperature \(K\)/g)!.length, 1, "drawn over, not below itself");
  terminal.screenshot("one-shot-md");
  terminal.type(control("c"));
  assert.is(await terminal.untilExit(), 130);
  assert.match(terminal.everything(), "was cancelled");
  assert.not.match(terminal.everything(), "Ctrl-C cancels the run");
});

test.run();
