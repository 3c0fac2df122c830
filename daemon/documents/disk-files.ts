// Structure files on disk, in the worker: read once for each state (modification time, size) of a file, by path.
import { open, readFile, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { formatForFile } from "@adatom/models/formats/index.ts";
import { parseUlm } from "@adatom/models/formats/ulm-reader.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { innerName, isGzip, longestText } from "../store/compressed-file.ts";
import { unreadable } from "../store/unreadable-file.ts";
import type { FrameStore } from "./frame-store.ts";
import { indexXyzFile } from "./indexed-file.ts";
import type { FileStamp } from "./messages.ts";
import { parseText, storeOf } from "./parse-text.ts";

/** Above this an XYZ file is indexed by frame instead of held. */
const indexAboveBytes = 64 << 20;
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
  return (await readBytes(path)).toString("utf8");
}

async function readBytes(path: string): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
    if (isGzip(bytes)) bytes = await promisify(gunzip)(bytes, { maxOutputLength: longestText });
  } catch (error) {
    throw unreadable(path, error);
  }
  if (bytes.length > longestText) {
    throw new Failure("BadStructure", `${path} is larger than 512 MiB, which only XYZ files may be. Convert it to extended XYZ.`, {
      problems: [],
    });
  }
  return bytes;
}

async function loadFile(path: string, stamp: FileStamp): Promise<FrameStore> {
  const name = innerName(path);
  if (stamp.size > indexAboveBytes && formatForFile(name)?.name === "extxyz" && !(await isGzipFile(path))) return indexXyzFile(path);
  if (/\.traj$/i.test(name)) return trajectoryStore(await readBytes(path), path);
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

/** ASE's trajectories are binary: no editor opens them, but commands name them. @throws Failure BadStructure */
function trajectoryStore(bytes: Uint8Array, path: string): FrameStore {
  const parsed = parseUlm(bytes);
  const [first] = parsed.problems;
  if (first && parsed.frames.length === 0) throw new Failure("BadStructure", `${path}: ${first.message}`, { problems: [] });
  return storeOf("traj", parsed);
}

async function isGzipFile(path: string): Promise<boolean> {
  try {
    const file = await open(path);
    try {
      const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
      return isGzip(buffer);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}
