// Help texts, all made from the commands' declarations.
import { pad } from "../terminal/display-width.ts";
import type { Style } from "../terminal/style.ts";
import { wrap } from "../terminal/table.ts";
import { commonOptions } from "./arguments.ts";
import type { Command, Option } from "./command.ts";

/** More options than these stand in their list alone. */
const mostInUsage = 6;

/** Such as: energy FILE [--potential NAME] [--json] */
export function usage(command: Command): string {
  const positionals = command.positionals.map(({ name, required }) => (required ? name : `[${name}]`));
  const options = command.options.length > mostInUsage ? ["[OPTIONS]"] : command.options.map((option) => `[${spelled(option)}]`);
  return [command.name, ...positionals, ...options, "[--json]"].join(" ");
}

function spelled(option: Option): string {
  return `--${option.name}${option.type === "flag" ? "" : ` ${option.value ?? "VALUE"}`}`;
}

/** @param columns of the terminal; texts are broken to fit, examples are not */
export function commandHelp(command: Command, style: Style, columns: number, prefix = "adatom "): string[] {
  const section = (title: string, rows: readonly (readonly [string, string])[]): string[] =>
    rows.length === 0 ? [] : ["", style.bold(title), ...explained(rows, style, columns)];
  // What belongs together in brackets stays on one line.
  const whole = `${prefix}${usage(command)}`.replace(/\[[^\]]*\]/g, (part) => part.replaceAll(" ", "\u00a0"));
  const [first = "", ...rest] = wrap(whole, columns - 7).map((line) => line.replaceAll("\u00a0", " "));
  return [
    ...wrap(`${command.name}: ${command.summary}`, columns).map((line, k) => (k === 0 ? line.replace(command.name, style.bold) : line)),
    "",
    `${style.bold("Usage")}  ${first}`,
    ...rest.map((line) => `       ${line}`),
    ...(command.details ? ["", ...wrap(command.details, columns)] : []),
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

/** All commands. */
export function overview(commands: readonly Command[], style: Style, columns: number): string[] {
  return explained(
    commands.map(({ name, summary }) => [name, summary]),
    style,
    columns,
  );
}

/** Names and what they mean beside them, in aligned columns. */
function explained(rows: readonly (readonly [string, string])[], style: Style, columns: number): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  const room = Math.max(24, columns - width - 4);
  return rows.flatMap(([name, text]) =>
    wrap(text, room).map((line, k) => `  ${k === 0 ? style.accent(pad(name, width)) : pad("", width)}  ${line}`),
  );
}

/** `adatom --help`. */
export function generalHelp(commands: readonly Command[], style: Style, columns: number): string[] {
  return [
    `${style.bold("adatom")}: energies, forces, training and molecular dynamics from the terminal`,
    "",
    `${style.bold("Usage")}  adatom [COMMAND [ARGUMENTS]]`,
    "       without a command: the interactive prompt",
    "",
    style.bold("Commands"),
    ...overview(commands, style, columns),
    "",
    style.bold("Other"),
    ...explained(
      [
        ["adatom COMMAND --help", "how to use one command"],
        ["adatom --stdio", "a Language Server Protocol server on stdin and stdout, for any editor"],
        ["adatom --version", "the version"],
      ],
      style,
      columns,
    ),
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
