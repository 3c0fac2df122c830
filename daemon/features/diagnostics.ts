// textDocument/publishDiagnostics: what is wrong in an open file, at once from reading it, then again with what a model says of it.
import type { Problem } from "@adatom/models/formats/format.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import type { ParsedDocument } from "../documents/contract.ts";
import { pathOfUri } from "../documents/file-name.ts";
import { type Diagnostic, diagnosticOf } from "./diagnostic.ts";
import type { Feature, Services, Session } from "./feature.ts";
import { notifyClient } from "./lsp-request.ts";
import { modelDiagnostics } from "./model-diagnostics.ts";

export const feature: Feature = {
  stem: "diagnostics",
  start(services) {
    /** The check under way of each document: a newer one ends it. */
    const checks = new Map<string, AbortController>();
    const begin = (session: number, uri: string): AbortSignal => {
      const key = `${session} ${uri}`;
      checks.get(key)?.abort();
      const check = new AbortController();
      checks.set(key, check);
      return check.signal;
    };
    const sessionOf = (id: number): Session | undefined =>
      services.lifecycle.sessions().find((session) => session.id === id && session.isLanguageClient);
    const follow = (id: number, uri: string, parsed: ParsedDocument): void => {
      const session = sessionOf(id);
      if (!session) return;
      publishAll(services, session, uri, parsed, begin(id, uri)).catch((error: unknown) => {
        if (!isPassing(error)) services.log.error(`diagnostics of ${uri}: ${error instanceof Error ? error.stack : String(error)}`);
      });
    };
    const again = async (): Promise<void> => {
      for (const { id, isLanguageClient } of services.lifecycle.sessions()) {
        if (!isLanguageClient) continue;
        for (const { uri } of services.documents.list(id)) {
          // A text that cannot be read has been told already.
          const parsed = await services.documents.parsed(id, { uri }).catch(() => null);
          if (parsed) follow(id, uri, parsed);
        }
      }
    };
    services.documents.onParsed(follow);
    services.documents.onClosed((id, uri) => {
      checks.get(`${id} ${uri}`)?.abort();
      checks.delete(`${id} ${uri}`);
      const session = sessionOf(id);
      if (session) publish(session, uri, null, []);
    });
    services.models.onActivated(() => void again());
    services.projects.onChanged(() => void again());
    // What was being checked when compute died was given up.
    services.compute.onReady((restarts) => {
      if (restarts > 0) void again();
    });
  },
  register() {},
};

async function publishAll(services: Services, session: Session, uri: string, parsed: ParsedDocument, signal: AbortSignal): Promise<void> {
  const { version } = parsed;
  const current = (): boolean => !signal.aborted && services.documents.version(session.id, uri) === version;
  const problems = parsed.format === "adatom.json" ? await projectProblems(services, session, uri) : parsed.problems;
  if (!current()) return;
  const fromReading = problems.map(diagnosticOf);
  publish(session, uri, version, fromReading);
  const fromModel = await modelDiagnostics(services, session.id, uri, parsed, signal);
  if (current() && fromModel.length > 0) publish(session, uri, version, [...fromReading, ...fromModel]);
}

async function projectProblems(services: Services, session: Session, uri: string): Promise<readonly Problem[]> {
  const { text } = await services.documents.text(session.id, uri);
  return services.projects.check(text, pathOfUri(uri) ?? uri).problems;
}

function publish(session: Session, uri: string, version: number | null, diagnostics: readonly Diagnostic[]): void {
  notifyClient(session, "textDocument/publishDiagnostics", { uri, ...(version !== null && { version }), diagnostics });
}

/** Overtaken by a newer text, by closing, or by compute going down: what comes next publishes anew. */
function isPassing(error: unknown): boolean {
  if (error instanceof Failure) return true;
  return error instanceof Error && error.name === "AbortError";
}
