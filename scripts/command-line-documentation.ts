// docs/cli.md, made from the command registry: every command with its arguments, options and examples, and what holds for all.
import { commonOptions } from "adatom/command/arguments.ts";
import type { Command } from "adatom/command/command.ts";
import { keysHelp, usage } from "adatom/command/help.ts";
import { commands } from "adatom/command/registry.ts";

const introduction = `# Command line

<!-- Made from clients/repl/commands/*.ts by \`npm run docs\`; do not edit by hand. -->

\`adatom\` without a command in a terminal is the interactive prompt. \`adatom COMMAND\` runs one command and ends; every command
works in both. In a clone it is \`npx adatom\`, once \`npm run demo\`, \`npm test\` or \`npm install\` has installed the packages. The
daemon is started by the first command that needs it and stays.

\`adatom --stdio\` is a Language Server Protocol server on stdin and stdout, for any editor. \`adatom --version\` prints the version.

## For scripts

**Streams.** Results go to stdout; progress, notes and errors to stderr. On a terminal progress is redrawn in place; in a pipe it
is a plain line every few seconds, without colours or control sequences. \`NO_COLOR\` turns colours off, \`FORCE_COLOR\` on.

**\`--json\`** prints the result as one line of JSON on stdout and nothing else there, numbers at full double precision. Energies
are in eV, forces in eV/Å, stress in eV/Å³ (xx yy zz yz xz xy, positive under tension), frames and atoms count from 0:

- \`energy\`, \`forces\`: \`{"frames":[{"natoms","energy","energyPerAtom","forces":[[x,y,z],...],"stress","model","extrapolated":[...]}]}\`;
  \`forces\` with \`--forces\` only; \`stress\` is null without a cell; \`extrapolated\` lists the symmetry functions that lie outside of
  the training range, as \`{"atom","functionIndex","functionName","value","minimum","maximum"}\`
- \`train\`: \`{"model","version","accepted","test":{"energyMaeMeVPerAtom","forceMaeEvPerA",...},"validation","seconds"}\`
- \`md\`: \`{"steps","driftEvPerAtomPerPs","meanTemperatureKelvin","meanPressureGPa","meanVolume","stepsPerSecond","trajectory","extrapolatingSamples","model"}\`
- \`relax\`: \`{"steps","converged","energy","energyBefore","maximumForce","output","model"}\`; where the cell moves also
  \`"maximumStressGPa","volume","enthalpy"\`
- \`neb\`: \`{"steps","converged","barrier","reverseBarrier","energies":[...],"maximumForce","output","model"}\`
- \`monte-carlo\`: \`{"trials","acceptance","displacementAngstrom","meanEnergy","energyDeviation","stepsPerSecond","trajectory","model"}\`
- \`dataset make\`, \`study\`, \`label\`, \`loop\`, \`ipi\`: the run's result, which protocol.md gives under each
- all that begin a run, with \`--detach\`: the run, as in protocol.md
- \`watch\`: the project, then a line for every event, which is named by \`"event"\`: \`data-changed\`, \`model-changed\`, \`run-ended\`
- \`status\`, \`stop\` where no daemon runs: \`{"running":false}\`
- all others: the result of the daemon's message, as in protocol.md

**Errors** are text on stderr; with \`--json\` also \`{"error":{"name","message",...}}\` on stdout, where \`name\` is one of
protocol.md's error names, \`RunFailed\`, \`UsageError\`, \`Cancelled\` or \`DaemonDown\`.

**Exit codes.** 0: done. 1: failed; also \`status\` without a daemon, \`doctor\` with a failed check, \`project\` with errors in
adatom.json. 2: wrong usage. 130: cancelled.

**Ctrl-C** cancels the command only, never the daemon. A command that began a run cancels it: what it has made so far (the best
model, frames, labels) is kept, and \`runs resume N\` goes on from the checkpoint. \`runs follow\` and \`watch\` only stop showing. A
second Ctrl-C leaves at once.

**Environment** of the daemon, read when it starts: \`ADATOM_HOME\` (its state folder), \`ADATOM_IDLE_SECONDS\` (it ends after so long
without clients and runs; default 1800), \`ADATOM_CHECKPOINT_SECONDS\` (between checkpoints of a run; default 10); those for engines,
threads and memory are in [engines.md](engines.md).

## The prompt

Lines are split as in a shell: quotes, backslashes, \`#\` for a comment, \`&\` at the end for the background. The history is kept in
\`ADATOM_HOME\` (else the XDG state folder, \`~/.local/state/adatom\`), readable by its owner only.
`;

export function commandLineDocumentation(): string {
  const keys = table(
    ["key", "what it does"],
    keysHelp.map(([key, text]) => [`\`${key}\``, text]),
  );
  const common = commonOptions.map((option) => [optionCell(option), option.summary]);
  return [
    introduction,
    keys,
    "",
    "## Options of every command",
    "",
    table(["option", "meaning"], common),
    "",
    "## Commands",
    "",
    table(
      ["command", "what it does"],
      commands.map(({ name, summary }) => [`[${name}](#${name})`, summary]),
    ),
    "",
    ...commands.map(section),
  ].join("\n");
}

function section(command: Command): string {
  const { name, summary, details, positionals, options, examples } = command;
  const given = [
    ...positionals.map((positional) => [`\`${positional.name}\`${positional.required ? "" : " (optional)"}`, positional.summary]),
    ...options.map((option) => [optionCell(option), option.summary]),
  ];
  return [
    `### ${name}`,
    "",
    `${sentence(summary)}${details ? ` ${details}` : ""}`,
    "",
    `    adatom ${usage(command)}`,
    "",
    ...(given.length > 0 ? [table(["argument", "meaning"], given), ""] : []),
    examples.length === 1 ? "Example:" : "Examples:",
    "",
    ...examples.map((example) => `    npx adatom ${name}${example ? ` ${example}` : ""}`),
    "",
  ].join("\n");
}

function optionCell(option: Command["options"][number]): string {
  return `\`--${option.name}${option.value ? ` ${option.value}` : ""}\`${option.short ? `, \`-${option.short}\`` : ""}`;
}

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
