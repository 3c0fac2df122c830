// The `adatom` command: one command from the shell, the interactive prompt, or a language server on stdin and stdout.
import type { ExitCode } from "./command/command.ts";

async function main(words: readonly string[]): Promise<ExitCode> {
  const [first] = words;
  if (first === "--version" || first === "-V") {
    const { version } = await import("./version.ts");
    process.stdout.write(`${version}\n`);
    return 0;
  }
  if (first === "--stdio") {
    const { runStdioForwarder } = await import("@adatom/connect/stdio.ts");
    return (await runStdioForwarder()) === 0 ? 0 : 1;
  }
  if (first === "--help" || first === "-h") return runShell(["help", ...words.slice(1)]);
  if (first !== undefined) return runShell(words);
  if (process.stdin.isTTY && process.stdout.isTTY && process.env.TERM !== "dumb") return runInteractive();
  process.stderr.write(
    "adatom: the interactive prompt needs a terminal that can move its cursor; adatom --help lists the commands for scripts\n",
  );
  return 2;
}

async function runShell(words: readonly string[]): Promise<ExitCode> {
  const { runOnce } = await import("./shell/run-once.ts");
  return runOnce(words);
}

/** Only here are ink, React and the compiler for .tsx loaded: they take longer than a whole one-shot command. */
async function runInteractive(): Promise<ExitCode> {
  const { register } = await import("tsx/esm/api");
  register();
  const { startScreen } = await import("./screens/start.tsx");
  return startScreen();
}

const code = await main(process.argv.slice(2));
// Written output may still be on its way into a pipe, and process.exit would cut it off.
await new Promise<void>((resolve) => process.stdout.write("", () => resolve()));
process.exit(code);
