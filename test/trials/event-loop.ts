// The daemon's event loop with a very large file open: opened (spooled), hovered, edited, outlined, previewed, while another
// session hovers a small file. What is asserted is the largest delay that the daemon itself measures (adatom/status).
import { setTimeout as sleep } from "node:timers/promises";
import { currentEndpoint } from "@adatom/connect/endpoint.ts";
import type { Client } from "@adatom/connect/index.ts";
import { spoolText } from "@adatom/connect/spool.ts";
import { didOpenSpooled } from "@adatom/protocol/documents.ts";
import { preview } from "@adatom/protocol/preview.ts";
import { status } from "@adatom/protocol/status.ts";
import { siliconXyz } from "../daemon/documents/harness.ts";
import { privateHome } from "../daemon/private-daemon.ts";

export interface EventLoopOptions {
  /** Cells of 8 atoms along each edge: 50 is a million atoms (and 10 000 frames in the file of many frames). */
  readonly cells: number;
  /** A stall of our own making comes back in every round; one that the machine's other work causes does not: each step's best counts. */
  readonly rounds: number;
  readonly limitMs: number;
  readonly report?: (line: string) => void;
}

export const full: EventLoopOptions = { cells: 50, rounds: 6, limitMs: 30, report: (line) => console.log(line) };

export interface EventLoopOutcome {
  readonly atoms: number;
  readonly worstDelayMs: number;
  readonly smallHoverP95Ms: number;
}

const big = "file:///structures/big.xyz";
const many = "file:///structures/many.xyz";
const small = "file:///structures/small.xyz";

/** @throws Error when a step stalls the daemon beyond the limit in every round */
export async function run(options: EventLoopOptions): Promise<EventLoopOutcome> {
  const home = privateHome();
  try {
    const editor = await languageClient(home);
    const other = await languageClient(home);
    await other.connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri: small, languageId: "extxyz", version: 1, text: siliconXyz(3) },
    });
    await hover(other, small, 10);
    const text = siliconXyz(options.cells);
    const best = new Map<string, number>();
    const hovers: number[] = [];
    for (let round = 0; round < options.rounds && (round === 0 || worst(best) >= options.limitMs); round++) {
      options.report?.(`round ${round + 1}`);
      await editor.request(status, {});
      for (const [step, delay] of await oneRound(home, editor, other, text, hovers, options)) {
        best.set(step, Math.min(delay, best.get(step) ?? delay));
      }
    }
    const worstDelayMs = worst(best);
    const steps = [...best].map(([step, delay]) => `${step} ${delay.toFixed(1)} ms`).join(", ");
    if (worstDelayMs >= options.limitMs)
      throw new Error(`the daemon's event loop stalled longer than ${options.limitMs} ms in every round: ${steps}`);
    const smallHoverP95Ms = hovers.sort((a, b) => a - b)[Math.floor(0.95 * hovers.length)] ?? 0;
    return { atoms: 8 * options.cells ** 3, worstDelayMs, smallHoverP95Ms };
  } finally {
    await home.clean();
  }
}

function worst(delays: ReadonlyMap<string, number>): number {
  return Math.max(...delays.values());
}

/** Largest delay of each step, milliseconds. */
async function oneRound(
  home: ReturnType<typeof privateHome>,
  editor: Client,
  other: Client,
  text: string,
  hovers: number[],
  { cells, report }: EventLoopOptions,
): Promise<Map<string, number>> {
  const delays = new Map<string, number>();
  const step = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const started = performance.now();
    await work();
    const { eventLoopDelayMaxMs } = await editor.request(status, {});
    delays.set(name, eventLoopDelayMaxMs);
    report?.(`  ${name}: ${(performance.now() - started).toFixed(0)} ms, largest delay ${eventLoopDelayMaxMs.toFixed(1)} ms`);
  };
  let done = false;
  const meanwhile = (async () => {
    while (!done) {
      const started = performance.now();
      await hover(other, small, 10);
      hovers.push(performance.now() - started);
      await sleep(20);
    }
  })();
  const outline = async (uri: string): Promise<void> => {
    for (const method of ["documentSymbol", "foldingRange", "codeLens"]) {
      await editor.connection.sendRequest(`textDocument/${method}`, { textDocument: { uri } });
    }
  };
  const open = async (uri: string, content: string): Promise<void> => {
    const read = published(editor, uri);
    editor.notify(didOpenSpooled, { uri, languageId: "extxyz", version: 1, textPath: spoolText(currentEndpoint(home.env), content) });
    await read;
  };
  const last = 8 * cells ** 3 + 1;
  await step("open", () => open(big, text));
  await step("hover an atom", () => hover(editor, big, last));
  await step("hover the header", () => hover(editor, big, 1));
  await step("preview", () => editor.request(preview, { source: { uri: big }, forces: true }));
  await step("symbols, folds, lenses", () => outline(big));
  await step("edit in a burst, then symbols", async () => {
    for (let version = 2; version <= 11; version++) {
      await editor.connection.sendNotification("textDocument/didChange", {
        textDocument: { uri: big, version },
        contentChanges: [
          { range: { start: { line: last, character: 0 }, end: { line: last, character: 2 } }, text: version % 2 ? "Si" : "Ge" },
        ],
      });
      await sleep(5);
    }
    await outline(big);
  });
  await step("hover after the edit", () => hover(editor, big, last));
  await step("open many frames", () => open(many, siliconXyz(1).repeat(cells ** 2 * 4)));
  await step("symbols, folds, lenses of many frames", () => outline(many));
  await editor.connection.sendNotification("textDocument/didClose", { textDocument: { uri: many } });
  await step("close", async () => editor.connection.sendNotification("textDocument/didClose", { textDocument: { uri: big } }));
  done = true;
  await meanwhile;
  return delays;
}

async function languageClient(home: ReturnType<typeof privateHome>): Promise<Client> {
  const client = await home.connect();
  client.connection.onRequest("workspace/codeLens/refresh", () => null);
  await client.connection.sendRequest("initialize", { processId: null, rootUri: null, capabilities: {} });
  await client.connection.sendNotification("initialized", {});
  return client;
}

function hover(client: Client, uri: string, line: number): Promise<unknown> {
  return client.connection.sendRequest("textDocument/hover", { textDocument: { uri }, position: { line, character: 0 } });
}

function published(client: Client, wanted: string): Promise<void> {
  return new Promise((resolve) => {
    client.connection.onNotification("textDocument/publishDiagnostics", ({ uri }: { uri: string }) => {
      if (uri === wanted) resolve();
    });
  });
}
