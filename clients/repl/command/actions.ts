// Commands that do one of several things, named by their first word.
import { type CommandContext, type ExitCode, UsageError } from "./command.ts";

export type Actions = Readonly<Record<string, (context: CommandContext) => Promise<ExitCode>>>;

/**
 * Runs the action that the argument ACTION names, `otherwise` where it may be left out.
 * @throws UsageError for a word that is no action
 */
export function runAction(command: string, actions: Actions, context: CommandContext, otherwise?: string): Promise<ExitCode> {
  const name = context.arguments.positional("ACTION") ?? otherwise ?? context.arguments.required("ACTION");
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (!action) throw new UsageError(`${command} has no action "${name}"; it has ${Object.keys(actions).join(", ")}`);
  return action(context);
}
