// One command from the shell: output, cancellation by Ctrl-C, exit code.
import type { ExitCode } from "../command/command.ts";
import { runCommand } from "../command/run-command.ts";
import { daemonConnection } from "../daemon-connection.ts";
import { ShellOutput } from "./shell-output.ts";

export async function runOnce(words: readonly string[]): Promise<ExitCode> {
  const { stdout, stderr, env: environment } = process;
  const output = new ShellOutput({ json: words.includes("--json"), stdout, stderr, environment });
  const connection = daemonConnection("adatom command line", { note: (text) => output.note(output.style.dim(`adatom: ${text}`)) });
  const controller = new AbortController();
  process.on("SIGINT", () => {
    // The first Ctrl-C cancels the command in good order, the second no longer waits for that.
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    output.note("cancelling ... (Ctrl-C again leaves at once)");
  });
  // `adatom logs | head` closes our stdout early: nothing is wrong, nobody listens.
  stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  try {
    return await runCommand(words, {
      connect: connection.connect,
      signal: controller.signal,
      folder: process.cwd(),
      interactive: false,
      output: () => output,
    });
  } finally {
    connection.close();
  }
}
