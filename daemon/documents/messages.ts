// What crosses between the daemon's main thread and the documents worker. Plain data; typed arrays are transferred.
import type { StructureParcel } from "../compute/contract.ts";
import type { FrameSummary, LineLocation, ParsedDocument } from "./contract.ts";
import type { OutlineKind } from "./outline.ts";

export interface TextChange {
  readonly range?: { readonly start: Position; readonly end: Position };
  readonly text: string;
}
interface Position {
  readonly line: number;
  readonly character: number;
}

/** A source as the worker knows it: given texts travel once and are named by number afterwards. */
export type WorkerSource =
  | { readonly kind: "document"; readonly session: number; readonly uri: string; readonly version: number }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "text"; readonly id: number; readonly fileName: string; readonly text: string | null };

/**
 * Where an opened text comes from. `keepAs`: the file is ours (spooled) and moves there before it is read, where the next
 * worker finds it. `expect`: it is opened again after a crash, and the file must still be the same.
 */
export type TextOrigin =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "file"; readonly path: string; readonly keepAs: string | null; readonly expect: FileStamp | null };

export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
}

export interface Geometry {
  readonly summary: FrameSummary;
  readonly frames: number;
  readonly version: number | null;
  readonly positions: Float32Array;
  readonly atomicNumbers: Uint8Array;
  readonly atomLines: Uint32Array;
}

export interface WorkerRequests {
  text: { params: { source: WorkerSource }; result: { version: number; text: string } };
  parsed: { params: { source: WorkerSource }; result: ParsedDocument };
  locate: { params: { source: WorkerSource; line: number }; result: LineLocation | null };
  frame: { params: { source: WorkerSource; frame: number }; result: FrameSummary };
  outline: { params: { source: WorkerSource; kind: OutlineKind; uri: string }; result: Uint8Array };
  atomLines: { params: { source: WorkerSource; frame: number; atoms: readonly number[] }; result: number[] };
  parcel: { params: { source: WorkerSource; frame: number; expectedHash: string | null }; result: StructureParcel };
  geometry: { params: { source: WorkerSource; frame: number }; result: Geometry };
}
export type WorkerMethod = keyof WorkerRequests;

export type ToWorker =
  | {
      readonly type: "open";
      readonly session: number;
      readonly uri: string;
      readonly languageId: string;
      readonly version: number;
      readonly origin: TextOrigin;
    }
  | {
      readonly type: "change";
      readonly session: number;
      readonly uri: string;
      readonly version: number;
      readonly changes: readonly TextChange[];
    }
  | { readonly type: "close"; readonly session: number; readonly uri: string }
  /** Write the document's text into the runtime folder, so that it can be opened again after a crash. */
  | { readonly type: "rebase"; readonly session: number; readonly uri: string }
  | { readonly type: "forgetText"; readonly id: number }
  | {
      readonly [M in WorkerMethod]: {
        readonly type: "request";
        readonly id: number;
        readonly method: M;
        readonly params: WorkerRequests[M]["params"];
      };
    }[WorkerMethod];

export type FromWorker =
  | { readonly type: "answer"; readonly id: number; readonly value: unknown }
  | {
      readonly type: "error";
      readonly id: number;
      readonly name: string;
      readonly message: string;
      readonly data: Readonly<Record<string, unknown>> | null;
    }
  | { readonly type: "parsed"; readonly session: number; readonly uri: string; readonly parsed: ParsedDocument }
  /** The text of this version can be read again from this file. */
  | {
      readonly type: "based";
      readonly session: number;
      readonly uri: string;
      readonly version: number;
      readonly path: string;
      readonly stamp: FileStamp;
    }
  | { readonly type: "trouble"; readonly message: string };

export interface WorkerSettings {
  readonly runtimeFolder: string;
  readonly debounceMs: number;
}

/** The error name with which the worker asks for a given text again (it keeps only the last few). */
export const needText = "NeedText";
