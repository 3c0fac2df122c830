// help: all commands, or how to use one.
import { type Command, UsageError } from "../command/command.ts";
import { commandHelp, generalHelp, keysHelp, overview } from "../command/help.ts";
import { closest } from "../command/suggest.ts";
import { pairs } from "../terminal/table.ts";

export const help: Command = {
  name: "help",
  summary: "all commands, or how to use one",
  positionals: [{ name: "COMMAND", summary: "the command to explain", required: false, completes: "command" }],
  options: [],
  examples: ["", "energy"],
  async run({ arguments: given, commands, output, interactive }) {
    const name = given.positional("COMMAND");
    const { style } = output;
    if (name === undefined) {
      output.result(
        commands.map(({ name, summary }) => ({ name, summary })),
        () =>
          interactive
            ? [
                style.bold("Commands"),
                ...overview(commands, style, output.columns()),
                "",
                style.bold("Keys"),
                ...pairs(keysHelp, output.columns() - 2, style).map((line) => `  ${line}`),
              ]
            : generalHelp(commands, style, output.columns()),
      );
      return 0;
    }
    const command = commands.find((one) => one.name === name);
    if (!command) {
      const near = closest(
        name,
        commands.map((one) => one.name),
      );
      throw new UsageError(`no command "${name}"${near ? `; did you mean ${near}?` : ""}`);
    }
    const { positionals, options, summary, examples } = command;
    output.result({ name, summary, positionals, options, examples }, () =>
      commandHelp(command, style, output.columns(), interactive ? "" : "adatom "),
    );
    return 0;
  },
};
