// Commands on the daemon itself: check the machine, show the log, restart.
import { doctor } from "@adatom/protocol/doctor.ts";
import { logs, shutdown } from "@adatom/protocol/lifecycle.ts";
import * as vscode from "vscode";
import type { DaemonLink } from "./daemon-link.ts";

const marks = { ok: "✓", warning: "!", error: "✗" } as const;

export function daemonCommands(link: DaemonLink): Record<string, (...given: unknown[]) => unknown> {
  return {
    "adatom.doctor": async () => {
      const title = "Adatom checks this machine";
      const { checks } = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
        link.request(doctor, {}),
      );
      const lines = checks.flatMap(({ name, state, found, advice }) => [
        `${marks[state]} ${name}: ${found}`,
        ...(advice === undefined ? [] : [`    ${advice}`]),
      ]);
      const document = await vscode.workspace.openTextDocument({ language: "plaintext", content: lines.join("\n") + "\n" });
      await vscode.window.showTextDocument(document, { preview: true });
    },
    "adatom.showLog": async () => {
      if (link.connection === "connected") {
        const { file, lines } = await link.request(logs, { lines: 100 });
        link.log.info(`the daemon's log (${file}):\n${lines.join("\n")}`);
      }
      link.log.show();
    },
    "adatom.restartDaemon": async () => {
      if (link.connection !== "connected") return link.tryNow();
      try {
        await link.request(shutdown, { force: false });
      } catch (error) {
        const question = `${(error as Error).message} Running jobs are checkpointed and go on afterwards.`;
        const answer = await vscode.window.showWarningMessage(question, { modal: true }, "Restart");
        if (answer === "Restart") await link.request(shutdown, { force: true });
      }
      // The connection ends, and the link starts the next daemon by itself.
    },
  };
}
