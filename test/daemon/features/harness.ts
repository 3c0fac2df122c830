// A session in one process: a client's end and a daemon's end joined by streams, the real documents worker, the real compute
// process, the features asked for, and a model library and projects that a test can turn.
import { PassThrough } from "node:stream";
import type { Compute } from "@adatom/daemon/compute/contract.ts";
import { startCompute } from "@adatom/daemon/compute/process.ts";
import type { RunningDocuments } from "@adatom/daemon/documents/documents.ts";
import type { Feature, Services, Session } from "@adatom/daemon/features/feature.ts";
import type { ModelLibrary, ModelVersion, Project, Projects } from "@adatom/daemon/project/contract.ts";
import { answer, checkParams } from "@adatom/daemon/sessions/answer.ts";
import {
  type CancellationToken,
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import { type DocumentsHarness, startDocuments } from "../documents/harness.ts";

export type Resolved = Awaited<ReturnType<ModelLibrary["resolve"]>>;

export interface FeatureHarness {
  readonly client: MessageConnection;
  readonly services: Services;
  readonly documents: RunningDocuments;
  readonly folder: string;
  readonly logged: string[];
  /** What the library answers; by default the shipped potential that covers the elements. */
  resolve: ((species: readonly number[]) => Resolved | Promise<Resolved>) | null;
  /** As if a newer version had been activated. */
  activate(): void;
  open(uri: string, text: string, version?: number): void;
  /** The next diagnostics of a document that satisfy a condition. */
  diagnostics(uri: string, wanted?: (published: Published) => boolean): Promise<Published>;
  stop(): Promise<void>;
}

export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly {
    readonly range: { readonly start: { line: number; character: number }; readonly end: { line: number; character: number } };
    readonly severity: number;
    readonly code: string;
    readonly message: string;
  }[];
}

const sessionId = 1;

export function startFeatures(features: readonly Feature[], override: (real: Compute) => Compute = (real) => real): FeatureHarness {
  const held: DocumentsHarness = startDocuments();
  const { documents, folder, logged } = held;
  const note = (message: string): void => void logged.push(message);
  const log = { info: note, warn: note, error: note };
  const compute = override(startCompute({ log }));
  const activated: ((version: ModelVersion) => void)[] = [];
  const models = {
    async resolve({ species, potential }: { species: readonly number[]; potential?: string }): Promise<Resolved> {
      if (potential !== undefined) return { reference: { kind: "shipped", name: potential }, label: potential, createdAt: null };
      if (harness.resolve) return harness.resolve(species);
      const found = await compute.request("shipped.for", { species });
      return found && { reference: { kind: "shipped", name: found.name }, label: found.name, createdAt: null };
    },
    onActivated: (listener: (version: ModelVersion) => void) => void activated.push(listener),
  } as unknown as ModelLibrary;
  const projects = {
    nearest: async () => null,
    onChanged: (_listener: (project: Project) => void) => {},
    check: (text: string) => {
      const at = text.indexOf("models");
      const problem = { severity: "error", code: "unknown-key", message: "There is no such key.", line: 0, column: at, endColumn: at + 6 };
      return { content: null, problems: at < 0 ? [] : [problem] };
    },
  } as unknown as Projects;
  const up = new PassThrough();
  const down = new PassThrough();
  const daemonEnd = createMessageConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  const client = createMessageConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  const session: Session = {
    id: sessionId,
    client: "test",
    connectedAt: 0,
    connection: daemonEnd,
    workspaceFolders: [],
    isLanguageClient: true,
    onRequest: (definition, handler) =>
      void daemonEnd.onRequest(definition.method, (given: unknown, token: CancellationToken) =>
        answer<unknown>(definition.method, token, log, (signal) =>
          handler(checkParams(definition.method, definition.params, given) as never, signal),
        ),
      ),
    onNotification: () => {},
    notify: () => {},
    onClose: () => {},
  };
  const services = { log, documents, compute, models, projects, lifecycle: { sessions: () => [session] } } as unknown as Services;
  const published: Published[] = [];
  const waiting: { matches: (published: Published) => boolean; resolve: (published: Published) => void }[] = [];
  client.onNotification("textDocument/publishDiagnostics", (params: Published) => {
    published.push(params);
    for (const waiter of waiting.filter(({ matches }) => matches(params))) {
      waiting.splice(waiting.indexOf(waiter), 1);
      waiter.resolve(params);
    }
  });
  for (const feature of features) {
    feature.start?.(services);
    feature.register(session, services);
  }
  daemonEnd.listen();
  client.listen();

  const harness: FeatureHarness = {
    client,
    services,
    documents,
    folder,
    logged,
    resolve: null,
    activate: () => {
      for (const listener of activated) listener({} as ModelVersion);
    },
    open: (uri, text, version = 1) => documents.open(sessionId, uri, "extxyz", version, { text }),
    diagnostics(uri, wanted = () => true) {
      const matches = (params: Published): boolean => params.uri === uri && wanted(params);
      const last = published.findLast((params) => params.uri === uri);
      if (last && matches(last)) return Promise.resolve(last);
      return new Promise((resolve) => void waiting.push({ matches, resolve }));
    },
    async stop() {
      client.dispose();
      daemonEnd.dispose();
      await held.stop();
      await compute.stop();
    },
  };
  return harness;
}
