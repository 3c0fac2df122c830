// A daemon in memory for tests of the clients: answers by method, checked against the protocol's own schemas on the way
// in and out, and notifications at the test's will.
import type { NotificationDefinition, Params, RequestDefinition, Result } from "@adatom/protocol/define.ts";
import type { Run } from "@adatom/protocol/runs.ts";
import { type ConnectDaemon, DaemonAbsent, type DaemonClient } from "adatom/daemon-client.ts";

type Answer = (params: never) => unknown;

export class FakeDaemon {
  readonly asked: { readonly method: string; readonly params: unknown }[] = [];
  running = true;
  readonly #answers = new Map<string, Answer>();
  readonly #handlers = new Map<string, Set<(params: never) => void>>();
  readonly #closeHandlers = new Set<() => void>();

  answer<D extends RequestDefinition>(definition: D, answer: (params: Params<D>) => Result<D> | Promise<Result<D>>): this {
    this.#answers.set(definition.method, answer as Answer);
    return this;
  }

  notify<D extends NotificationDefinition>(definition: D, params: Params<D>): void {
    definition.params.parse(params);
    for (const handler of this.#handlers.get(definition.method) ?? []) handler(params as never);
  }

  /** How many handlers listen now: what a command has left behind. */
  get listening(): number {
    return [...this.#handlers.values()].reduce((sum, handlers) => sum + handlers.size, 0) + this.#closeHandlers.size;
  }

  /** As when the daemon is killed: every connection is lost. */
  die(): void {
    this.running = false;
    for (const handler of [...this.#closeHandlers]) handler();
  }

  readonly connect: ConnectDaemon = async ({ start }) => {
    if (!this.running && !start) throw new DaemonAbsent("No Adatom daemon runs.");
    this.running = true;
    return this.#client;
  };

  readonly #client: DaemonClient = {
    request: async (definition, params) => {
      this.asked.push({ method: definition.method, params });
      const answer = this.#answers.get(definition.method);
      if (!answer) throw new Error(`the fake daemon has no answer to ${definition.method}`);
      const result = await answer(definition.params.parse(params) as never);
      return definition.result.parse(result) as Result<typeof definition>;
    },
    on: (definition, handler) => {
      const handlers = this.#handlers.get(definition.method) ?? new Set();
      this.#handlers.set(definition.method, handlers.add(handler as (params: never) => void));
      return () => void handlers.delete(handler as (params: never) => void);
    },
    onClose: (handler) => {
      this.#closeHandlers.add(handler);
      return () => void this.#closeHandlers.delete(handler);
    },
    close: () => {},
  };
}

/** A run as the daemon tells of it. */
export function someRun(change: Partial<Run> = {}): Run {
  return {
    id: 7,
    kind: "md",
    title: "md diamond.xyz",
    state: "running",
    project: null,
    model: "sw-si-1985",
    reason: "command",
    createdAt: "2026-01-01T00:00:00.000Z",
    startedAt: "2026-01-01T00:00:00.000Z",
    endedAt: null,
    progress: { phase: "steps", done: 10, total: 100 },
    secondsLeft: 9,
    restarts: 0,
    last: null,
    result: null,
    error: null,
    warnings: [],
    ...change,
  };
}

/** What went to a stream. */
export class MemoryStream {
  text = "";
  readonly isTTY: boolean;
  columns = 80;
  rows = 24;
  constructor(isTTY = false) {
    this.isTTY = isTTY;
  }
  write(text: string): void {
    this.text += text;
  }
}
