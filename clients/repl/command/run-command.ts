// Running one command from its words, the same for the shell and the REPL.
import type { ConnectDaemon } from "../daemon-client.ts";
import { type ArgumentValues, parseArguments } from "./arguments.ts";
import type { Command, ExitCode, Output } from "./command.ts";
import { errorLines, errorReport, exitCodeOf } from "./failures.ts";
import { commandHelp } from "./help.ts";
import { inOptionNames } from "./option-fields.ts";
import { commands, findCommand } from "./registry.ts";

export interface RunEnvironment {
  readonly connect: ConnectDaemon;
  readonly signal: AbortSignal;
  readonly folder: string;
  readonly interactive: boolean;
  /** Made once it is known whether the user wants JSON. */
  output(json: boolean): Output & { error(lines: readonly string[], report: unknown): void };
}

/** Never throws: what went wrong is told through the output and is in the exit code. */
export async function runCommand(words: readonly string[], environment: RunEnvironment): Promise<ExitCode> {
  const output = environment.output(words.includes("--json"));
  let command: Command | undefined;
  try {
    command = findCommand(words[0]!);
    const given = parseArguments(command, words.slice(1));
    if (given.flag("help")) return showHelp(command, output, environment.interactive);
    return await execute(command, given, output, environment);
  } catch (caught) {
    const error = command ? inOptionNames(command, caught) : caught;
    output.live(null);
    const code = exitCodeOf(error);
    const prefix = environment.interactive ? "" : "adatom ";
    const hint = code === 2 ? [`${prefix}help${command ? ` ${command.name}` : ""} says how`] : [];
    output.error([...errorLines(error), ...hint], errorReport(error));
    return code;
  }
}

function execute(command: Command, given: ArgumentValues, output: Output, environment: RunEnvironment): Promise<ExitCode> {
  const { connect, signal, folder, interactive } = environment;
  return command.run({ arguments: given, output, connect, signal, folder, interactive, commands });
}

function showHelp(command: Command, output: Output, interactive: boolean): ExitCode {
  const { name, summary, positionals, options, examples } = command;
  output.result({ name, summary, positionals, options, examples }, () =>
    commandHelp(command, output.style, output.columns(), interactive ? "" : "adatom "),
  );
  return 0;
}
