// Errors of the daemon in the words of who typed options; and every command's options against the parameters that they become.
import { openProject } from "@adatom/protocol/project.ts";
import { relax as relaxRequest } from "@adatom/protocol/relax.ts";
import { type Command, UsageError } from "adatom/command/command.ts";
import { fieldOf, inOptionNames } from "adatom/command/option-fields.ts";
import { commands } from "adatom/command/registry.ts";
import { runCommand } from "adatom/command/run-command.ts";
import type { DaemonClient } from "adatom/daemon-client.ts";
import { ShellOutput } from "adatom/shell/shell-output.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FakeDaemon, MemoryStream } from "../fake-daemon.ts";
import { runWords } from "../run-words.ts";

const commandNamed = (name: string): Command => commands.find((command) => command.name === name)!;
const told = (name: string, message: string): Error => inOptionNames(commandNamed(name), new Error(message)) as Error;

test("refused parameters are told by their options, as wrong usage", () => {
  const error = told(
    "relax",
    "adatom/relax: wrong parameters: maximumSteps must be at least 1; pressureGPa: expected number, received NaN",
  );
  assert.instance(error, UsageError);
  assert.is(error.message, "--steps must be at least 1; --pressure: expected number, received NaN");
  assert.is(
    told("md", "adatom/md: wrong parameters: extrapolation.maximumOutside must be at least 0; stages.1.steps must be at least 1").message,
    "--max-outside must be at least 0; --stages: steps must be at least 1",
  );
});

test("what no option gives keeps its name", () => {
  const error = told("relax", "adatom/relax: wrong parameters: source.path is missing; maximumSteps must be at least 1");
  assert.not.instance(error, UsageError);
  assert.is(error.message, "adatom/relax: wrong parameters: source.path is missing; --steps must be at least 1");
});

test("in prose, names that are no words are told by their options, and words in brackets", () => {
  assert.is(
    told("md", "timestepFs is 9 with hydrogen; leave out what is to happen (action, maximumSpreadEvPerA, save), seed or not").message,
    "--timestep is 9 with hydrogen; leave out what is to happen (--on-extrapolation, --max-spread, --save-extrapolating), seed or not",
  );
  assert.is(
    told("loop", "begin with bootstrap structures (bootstrap), or add some").message,
    "begin with bootstrap structures (--bootstrap), or add some",
  );
  // Paths and fields of adatom.json are not options.
  const file = "training.optimiser.learningRate of /home/timestepFs/a.xyz";
  assert.is(told("md", file).message, file);
});

test("the command line tells them, in text and as JSON", async () => {
  const daemon = new FakeDaemon().answer(relaxRequest, () => {
    throw new Error("adatom/relax: wrong parameters: maximumSteps must be at most 10");
  });
  const { code, stderr } = await runWords(daemon, "relax a.xyz --steps 20");
  assert.is(code, 2);
  assert.match(stderr, /--steps must be at most 10/);
});

/** Names and values of all parameters, by paths without numbers. */
function flat(value: unknown, path: string, into: Map<string, string>): Map<string, string> {
  if (typeof value === "object" && value !== null) {
    const inner = Array.isArray(value) ? value.map((one) => ["", one] as const) : Object.entries(value);
    for (const [key, one] of inner) flat(one, [path, key].filter(Boolean).join("."), into);
  } else if (value !== undefined) into.set(path, `${into.get(path) ?? ""} ${JSON.stringify(value)}`);
  return into;
}

/** What a command line asks of the daemon first, beside the project's summary. */
async function asked(words: readonly string[]): Promise<Map<string, string> | null> {
  let found: Map<string, string> | null = null;
  const model = { name: "si", type: "behler-parrinello", data: "bulk", retrain: "manual", activeVersion: 1 };
  const summary = { folder: "/p", file: "/p/adatom.json", models: [model], calculators: [], dataSets: [], problems: [] };
  const client = {
    async request({ method }: { method: string }, params: unknown) {
      if (method === openProject.method) return summary;
      found ??= flat(params, "", new Map());
      throw new Error("that was all");
    },
    on: () => () => {},
    onClose: () => () => {},
    close() {},
  } as unknown as DaemonClient;
  const [stdout, stderr] = [new MemoryStream(), new MemoryStream()];
  await runCommand(words, {
    connect: async () => client,
    signal: new AbortController().signal,
    folder: "/somewhere",
    interactive: false,
    output: (json) => new ShellOutput({ json, stdout, stderr, environment: {} }),
  });
  return found;
}

/** Values of any kind that an option may take. */
const values = ["7", "0.37", "2,2,2", "500:2:300", "0,1", "zzz"];

test("options become the parameters that they are said to become", async () => {
  let met = 0;
  for (const command of commands) {
    for (const example of command.examples) {
      const words = [command.name, ...example.split(" ")].filter(Boolean);
      const before = await asked(words);
      if (!before) continue;
      for (const option of command.options) {
        if (option.type === "flag" || words.includes(`--${option.name}`)) continue;
        const listed = Array.isArray(option.completes) ? (option.completes as readonly string[]) : [];
        const changed = new Set<string>();
        for (const value of option.type === "text" ? [...listed, ...values] : values.slice(0, 2)) {
          const after = await asked([...words, `--${option.name}`, value]);
          for (const [path, now] of after ?? []) if (before.get(path) !== now) changed.add(path);
        }
        const field = fieldOf(option);
        const fits = [...changed].some((path) => path === field || path.startsWith(`${field}.`));
        // A switch of what is asked altogether changes other things too; an option of another action changes nothing.
        assert.ok(changed.size === 0 || fits, `${command.name} --${option.name} becomes ${[...changed].join(", ")}, not ${field}`);
        if (fits) met++;
      }
    }
  }
  assert.ok(met > 100, `${met} options were met`);
});

test.run();
