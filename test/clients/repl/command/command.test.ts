// The command registry, its help, its parsing of arguments and its suggestions.
import { commonOptions, parseArguments } from "adatom/command/arguments.ts";
import { UsageError } from "adatom/command/command.ts";
import { commandHelp, generalHelp, usage } from "adatom/command/help.ts";
import { commands, findCommand } from "adatom/command/registry.ts";
import { closest, editDistance } from "adatom/command/suggest.ts";
import { splitWords } from "adatom/editor/words.ts";
import { makeStyle } from "adatom/terminal/style.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FakeDaemon } from "../fake-daemon.ts";
import { runWords } from "../run-words.ts";

const style = makeStyle(false);

test("every command can be explained, and its own examples parse", () => {
  assert.is(new Set(commands.map(({ name }) => name)).size, commands.length);
  for (const command of commands) {
    const text = commandHelp(command, style, Number.POSITIVE_INFINITY).join("\n");
    // Broken to 80 columns nothing is lost, and only examples are longer.
    const narrow = commandHelp(command, style, 80);
    const words = (all: string): string => all.split(/\s+/).join(" ");
    assert.is(words(narrow.join("\n")), words(text));
    assert.equal(
      narrow.slice(0, narrow.indexOf("Examples")).filter((line) => line.length > 80),
      [],
    );
    for (const option of [...command.options, ...commonOptions]) assert.match(text, `--${option.name}`);
    assert.match(usage(command), new RegExp(`^${command.name} .*\\[--json\\]$`));
    assert.ok(command.examples.length > 0, command.name);
    for (const example of command.examples)
      parseArguments(
        command,
        splitWords(example).map((word) => word.text),
      );
    const shorts = command.options.flatMap(({ short }) => short ?? []);
    assert.is(new Set([...shorts, "h"]).size, shorts.length + 1, `short options of ${command.name} are distinct`);
    const optionalBeforeRequired = command.positionals.some((one, index) => !one.required && command.positionals[index + 1]?.required);
    assert.not.ok(optionalBeforeRequired);
  }
  for (const command of commands) assert.match(generalHelp(commands, style, Number.POSITIVE_INFINITY).join("\n"), command.summary);
});

test("unknown names lead to the nearest known one", () => {
  assert.throws(
    () => findCommand("enrgy"),
    (error: Error) => error instanceof UsageError && error.message.includes("did you mean energy?"),
  );
  assert.throws(() => findCommand("qqqqq"), /no command "qqqqq"; help lists them/);
  assert.is(closest("statsu", ["status", "stop"]), "status");
  assert.is(closest("proj", ["project", "open"]), "project", "a beginning is near enough");
  assert.is(closest("x", ["md", "open"]), null);
  assert.is(editDistance("kitten", "sitting"), 3);
  assert.is(editDistance("ab", "ba"), 1, "a swap is one mistake");
});

test("--help of a command wins over missing arguments and runs nothing", async () => {
  const { code, stdout } = await runWords(new FakeDaemon(), "energy --help");
  assert.is(code, 0);
  assert.match(stdout, "Usage  adatom energy FILE [--potential NAME]");
  const json = await runWords(new FakeDaemon(), "help energy --json");
  assert.is(JSON.parse(json.stdout).name, "energy");
  assert.is((await runWords(new FakeDaemon(), "help enrgy")).code, 2);
  assert.match((await runWords(new FakeDaemon(), "help")).stdout, "adatom --stdio");
});

test("with --json even wrong usage is JSON on stdout", async () => {
  const { code, stdout } = await runWords(new FakeDaemon(), "nonsense --json");
  assert.is(code, 2);
  assert.is(JSON.parse(stdout).error.name, "UsageError");
});

test.run();
