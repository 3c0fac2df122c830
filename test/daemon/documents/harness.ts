// Documents with a real worker in a private folder, for the tests of this folder and of the features.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ParsedDocument } from "@adatom/daemon/documents/contract.ts";
import { createDocuments, type RunningDocuments } from "@adatom/daemon/documents/documents.ts";
import type { Log } from "@adatom/daemon/features/feature.ts";

export interface DocumentsHarness {
  readonly documents: RunningDocuments;
  readonly folder: string;
  readonly logged: string[];
  /** Resolves with the next parse of a document at or after a version. */
  parsedFrom(session: number, uri: string, version: number): Promise<ParsedDocument>;
  stop(): Promise<void>;
}

export function startDocuments(options: { debounceMs?: number } = {}): DocumentsHarness {
  const folder = mkdtempSync(join(tmpdir(), "adatom-documents-"));
  const logged: string[] = [];
  const note = (message: string): void => void logged.push(message);
  const log: Log = { info: note, warn: note, error: note };
  const documents = createDocuments({ log, runtimeFolder: join(folder, "runtime"), ...options });
  const waiting: { session: number; uri: string; version: number; resolve: (parsed: ParsedDocument) => void }[] = [];
  documents.onParsed((session, uri, parsed) => {
    for (const waiter of [...waiting]) {
      if (waiter.session !== session || waiter.uri !== uri || parsed.version === null || parsed.version < waiter.version) continue;
      waiting.splice(waiting.indexOf(waiter), 1);
      waiter.resolve(parsed);
    }
  });
  return {
    documents,
    folder,
    logged,
    parsedFrom: (session, uri, version) => new Promise((resolve) => void waiting.push({ session, uri, version, resolve })),
    async stop() {
      await documents.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A diamond-lattice silicon crystal of n^3 cells of 8 atoms as extended XYZ, with a constant energy and no forces. */
export function siliconXyz(cells: number, comment = ""): string {
  const a = 5.431;
  const basis = [
    [0, 0, 0],
    [0, 0.5, 0.5],
    [0.5, 0, 0.5],
    [0.5, 0.5, 0],
    [0.25, 0.25, 0.25],
    [0.25, 0.75, 0.75],
    [0.75, 0.25, 0.75],
    [0.75, 0.75, 0.25],
  ] as const;
  const side = cells * a;
  const lines = [
    String(8 * cells ** 3),
    `Lattice="${side} 0 0 0 ${side} 0 0 0 ${side}" Properties=species:S:1:pos:R:3 pbc="T T T"${comment && ` ${comment}`}`,
  ];
  for (let i = 0; i < cells; i++)
    for (let j = 0; j < cells; j++)
      for (let k = 0; k < cells; k++)
        for (const [x, y, z] of basis) lines.push(`Si ${((i + x) * a).toFixed(6)} ${((j + y) * a).toFixed(6)} ${((k + z) * a).toFixed(6)}`);
  return `${lines.join("\n")}\n`;
}
