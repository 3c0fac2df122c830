// Help texts, all made from the commands' declarations.
import { pad } from "../terminal/display-width.ts";
import type { Style } from "../terminal/style.ts";
import { commonOptions } from "./arguments.ts";
import type { Command, Option } from "./command.ts";

/** Such as: energy FILE [--potential NAME] [--json] */
export function usage(command: Command): string {
  const positionals = command.positionals.map(({ name, required }) => (required ? name : `[${name}]`));
  const options = command.options.map((option) => `[${spelled(option)}]`);
  return [command.name, ...positionals, ...options, "[--json]"].join(" ");
}

function spelled(option: Option): string {
  return `--${option.name}${option.type === "flag" ? "" : ` ${option.value ?? "VALUE"}`}`;
}

export function commandHelp(command: Command, style: Style, prefix = "adatom "): string[] {
  const section = (title: string, rows: readonly (readonly [string, string])[]): string[] => {
    if (rows.length === 0) return [];
    const width = Math.max(...rows.map(([name]) => name.length));
    return ["", style.bold(title), ...rows.map(([name, text]) => `  ${style.accent(pad(name, width))}  ${text}`)];
  };
  return [
    `${style.bold(command.name)}: ${command.summary}`,
    "",
    `${style.bold("Usage")}  ${prefix}${usage(command)}`,
    ...(command.details ? ["", command.details] : []),
    ...section(
      "Arguments",
      command.positionals.map(({ name, summary }) => [name, summary] as const),
    ),
    ...section(
      "Options",
      [...command.options, ...commonOptions].map(
        (option) => [spelled(option) + (option.short ? `, -${option.short}` : ""), option.summary] as const,
      ),
    ),
    "",
    style.bold("Examples"),
    ...command.examples.map((example) => `  ${prefix}${command.name}${example ? ` ${example}` : ""}`),
  ];
}

/** All commands, a line each. */
export function overview(commands: readonly Command[], style: Style): string[] {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return commands.map((command) => `  ${style.accent(pad(command.name, width))}  ${command.summary}`);
}

/** `adatom --help`. */
export function generalHelp(commands: readonly Command[], style: Style): string[] {
  return [
    `${style.bold("adatom")}: energies, forces, training and molecular dynamics from the terminal`,
    "",
    `${style.bold("Usage")}  adatom [COMMAND [ARGUMENTS]]`,
    "       without a command: the interactive prompt",
    "",
    style.bold("Commands"),
    ...overview(commands, style),
    "",
    style.bold("Other"),
    `  ${style.accent("adatom COMMAND --help")}  how to use one command`,
    `  ${style.accent("adatom --stdio")}         a Language Server Protocol server on stdin and stdout, for any editor`,
    `  ${style.accent("adatom --version")}       the version`,
  ];
}

/** The keys of the REPL. */
export const keysHelp: readonly (readonly [string, string])[] = [
  ["Tab", "complete commands, files, models, runs"],
  ["Up, Down", "history"],
  ["Ctrl-R", "search the history backwards"],
  ["Ctrl-C", "cancel the running command; twice on an empty line: leave"],
  ["Ctrl-D", "leave; the daemon and its runs go on"],
  ["COMMAND &", "run a command in the background"],
  ["Alt-Enter, \\ Enter", "another line"],
  ["Ctrl-A, Ctrl-E, Alt-B, Alt-F", "start and end of the line, a word back and forward"],
  ["Ctrl-W, Ctrl-U, Ctrl-K, Ctrl-Y", "cut a word, to the start, to the end; put back"],
  ["Ctrl-_", "undo"],
  ["Ctrl-L", "clear the screen"],
];
