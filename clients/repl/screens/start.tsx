// Starts the REPL on this process's terminal.
import { render } from "ink";
import type { ExitCode } from "../command/command.ts";
import { daemonConnection } from "../daemon-connection.ts";
import { History } from "../editor/history.ts";
import { appendHistory, historyPath, readHistory } from "../editor/history-file.ts";
import { completionSources } from "../session/completion-sources.ts";
import { Session } from "../session/session.ts";
import { makeStyle, wantsColour } from "../terminal/style.ts";
import { version } from "../version.ts";
import { App } from "./app.tsx";

export async function startScreen(): Promise<ExitCode> {
  const { stdout } = process;
  const folder = process.cwd();
  const style = makeStyle(wantsColour(process.env, true));
  const path = historyPath();
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  const connection = daemonConnection("adatom REPL", { note: (text) => session.print([style.dim(text)]) });
  const session: Session = new Session({
    connect: connection.connect,
    folder,
    style,
    history: new History(readHistory(path)),
    sources: completionSources(connection.connect, folder),
    columns: () => stdout.columns ?? 80,
    remember: (text) => remember(path, text, session),
    leave,
    // Only what is visible goes; the scrollback stays.
    clearScreen: () => stdout.write("\u001B[2J\u001B[H"),
  });
  session.print([`${style.bold("Adatom")} ${version} ${style.dim("· a language server for atoms · ? for help")}`]);
  session.begin();
  // A person is at the terminal even where CI is set in the environment.
  const screen = render(<App session={session} />, { exitOnCtrlC: false, interactive: true });
  await left;
  session.close();
  screen.unmount();
  await screen.waitUntilExit();
  connection.close();
  return 0;
}

/** History that cannot be written is worth one line, not a failure. */
function remember(path: string, text: string, session: Session): void {
  try {
    appendHistory(path, text);
  } catch (error) {
    session.print([session.style.warning(`the history cannot be kept in ${path}: ${(error as Error).message}`)]);
  }
}
