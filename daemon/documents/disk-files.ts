// Structure files on disk, in the worker: read once for each state (modification time, size) of a file, by path.
import { open, readFile, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { formatForFile } from "@adatom/models/formats/index.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import type { FrameStore } from "./frame-store.ts";
import { indexXyzFile } from "./indexed-file.ts";
import type { FileStamp } from "./messages.ts";
import { parseText } from "./parse-text.ts";

/** Above this an XYZ file is indexed by frame instead of held. */
const indexAboveBytes = 64 << 20;
/** V8's longest string is 2^29 - 24 characters. */
const longestText = 2 ** 29 - 24;
/** Atoms that files not asked about just now may hold in memory: about 60 bytes each. */
const atomsKept = 8_000_000;
const filesKept = 64;

export class DiskFiles {
  /** Least recently used first. */
  private readonly stores = new Map<string, { readonly stamp: FileStamp; readonly store: Promise<FrameStore> }>();
  private readonly atoms = new Map<string, number>();

  /** @throws Failure FileUnreadable | BadStructure */
  async store(path: string): Promise<FrameStore> {
    const stamp = await stampOf(path);
    const known = this.stores.get(path);
    this.stores.delete(path);
    const entry = known && sameStamp(known.stamp, stamp) ? known : { stamp, store: loadFile(path, stamp) };
    this.stores.set(path, entry);
    try {
      const store = await entry.store;
      this.atoms.set(path, store.atomsHeld);
      this.shrink(path);
      return store;
    } catch (error) {
      if (this.stores.get(path) === entry) this.stores.delete(path);
      throw error;
    }
  }

  private shrink(keep: string): void {
    let total = 0;
    for (const path of this.stores.keys()) total += this.atoms.get(path) ?? 0;
    for (const path of this.stores.keys()) {
      if (path === keep || (total <= atomsKept && this.stores.size <= filesKept)) break;
      total -= this.atoms.get(path) ?? 0;
      this.stores.delete(path);
      this.atoms.delete(path);
    }
  }
}

export function sameStamp(one: FileStamp, other: FileStamp): boolean {
  return one.size === other.size && one.mtimeMs === other.mtimeMs;
}

/** @throws Failure FileUnreadable */
export async function stampOf(path: string): Promise<FileStamp> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new Error("it is not a regular file");
    return { size: found.size, mtimeMs: found.mtimeMs };
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** @throws Failure FileUnreadable | BadStructure (too large for one string) */
export async function readText(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = await promisify(gunzip)(bytes, { maxOutputLength: longestText });
  } catch (error) {
    throw unreadable(path, error);
  }
  if (bytes.length > longestText) {
    throw new Failure("BadStructure", `${path} is larger than 512 MiB, which only XYZ files may be. Convert it to extended XYZ.`, {
      problems: [],
    });
  }
  return bytes.toString("utf8");
}

async function loadFile(path: string, stamp: FileStamp): Promise<FrameStore> {
  const name = path.replace(/\.gz$/i, "");
  if (stamp.size > indexAboveBytes && formatForFile(name)?.name === "extxyz" && !(await isGzip(path))) return indexXyzFile(path);
  const store = await parseText(await readText(path), name);
  if (store.format === "unknown") {
    throw new Failure(
      "BadStructure",
      `${path} is of no known structure format. Name it as its format asks, such as .xyz, .xsf or POSCAR.`,
      {
        problems: [],
      },
    );
  }
  return store;
}

async function isGzip(path: string): Promise<boolean> {
  try {
    const file = await open(path);
    try {
      const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
      return buffer[0] === 0x1f && buffer[1] === 0x8b;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

export function unreadable(path: string, error: unknown): Failure {
  const code = (error as { code?: unknown }).code;
  const why =
    code === "ENOENT" ? "no such file" : code === "EACCES" ? "permission denied" : error instanceof Error ? error.message : String(error);
  return new Failure("FileUnreadable", `${path} cannot be read: ${why}.`);
}
