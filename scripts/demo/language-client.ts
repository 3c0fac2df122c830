// A minimal language client over `adatom --stdio`, as any editor would start it.
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createMessageConnection, type MessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";

const command = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../clients/repl/bin/adatom.cjs");

export interface Editor {
  open(file: string): Promise<void>;
  /** Markdown of the hover at a line and column, counted from 0. */
  hover(file: string, line: number, column: number): Promise<string>;
  close(): Promise<void>;
}

export async function startEditor(folder: string, environment: NodeJS.ProcessEnv): Promise<Editor> {
  const child: ChildProcess = spawn(process.execPath, [command, "--stdio"], { env: environment, stdio: ["pipe", "pipe", "inherit"] });
  const connection: MessageConnection = createMessageConnection(
    new StreamMessageReader(child.stdout!),
    new StreamMessageWriter(child.stdin!),
  );
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "demo" }],
    capabilities: { textDocument: { hover: { contentFormat: ["markdown"] } } },
  });
  await connection.sendNotification("initialized", {});
  return {
    async open(file) {
      const uri = pathToFileURL(file).href;
      await connection.sendNotification("textDocument/didOpen", {
        textDocument: { uri, languageId: "extxyz", version: 1, text: readFileSync(file, "utf8") },
      });
    },
    async hover(file, line, column) {
      const answer = (await connection.sendRequest("textDocument/hover", {
        textDocument: { uri: pathToFileURL(file).href },
        position: { line, character: column },
      })) as { contents: { value: string } } | null;
      return answer?.contents.value ?? "(nothing)";
    },
    async close() {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      connection.dispose();
      child.stdin!.end();
    },
  };
}
