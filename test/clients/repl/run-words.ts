// Runs a command line against a fake daemon, as the shell would, and tells what came out.
import type { ExitCode } from "adatom/command/command.ts";
import { runCommand } from "adatom/command/run-command.ts";
import { ShellOutput } from "adatom/shell/shell-output.ts";
import { type FakeDaemon, MemoryStream } from "./fake-daemon.ts";

export interface RunWords {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunWordsOptions {
  readonly folder?: string;
  readonly signal?: AbortSignal;
  readonly isTTY?: boolean;
  readonly environment?: NodeJS.ProcessEnv;
}

export async function runWords(daemon: FakeDaemon, line: string, options: RunWordsOptions = {}): Promise<RunWords> {
  const words = line.split(" ").filter(Boolean);
  const stdout = new MemoryStream(options.isTTY);
  const stderr = new MemoryStream(options.isTTY);
  const output = new ShellOutput({ json: words.includes("--json"), stdout, stderr, environment: options.environment ?? {} });
  const code = await runCommand(words, {
    connect: daemon.connect,
    signal: options.signal ?? new AbortController().signal,
    folder: options.folder ?? "/somewhere",
    interactive: false,
    output: () => output,
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}
