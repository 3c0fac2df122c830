// Features of structures on disk, for trainings that do not fit into memory: one file a record under its own name. Kept between
// trainings and shared by them; beyond the cap the records that were written longest ago go. Losing one costs computing it
// again, so nothing is synced: a file that a crash cut short is found out when it is read.
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { FeatureCache } from "@adatom/models/training/feature-record.ts";

const ending = ".features";
const gibibyte = 2 ** 30;
/** How far below the cap room is made, so that it is not made for every record. */
const ebb = 0.9;

/** ADATOM_FEATURE_CACHE_MB, or 32 GiB, and never more than half of what is free on the disk. @param folder that exists */
export function defaultFeatureBytes(folder: string, env: NodeJS.ProcessEnv = process.env): number {
  const asked = Number(env.ADATOM_FEATURE_CACHE_MB);
  if (Number.isFinite(asked) && asked > 0) return asked * 2 ** 20;
  const { bavail, bsize } = statfsSync(folder);
  return Math.min(32 * gibibyte, (bavail * bsize) / 2);
}

export class FeatureFiles implements FeatureCache {
  private readonly folder: string;
  private readonly capBytes: number;
  /** Bytes of every record, those written longest ago first. */
  private sizes: Map<string, number> | undefined;
  private total = 0;

  /** @param capBytes default: see defaultFeatureBytes */
  constructor(folder: string, capBytes?: number) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.folder = folder;
    this.capBytes = capBytes ?? defaultFeatureBytes(folder);
  }

  read(key: string, room: (bytes: number) => Uint8Array): Uint8Array | undefined {
    let descriptor: number | undefined;
    try {
      descriptor = openSync(this.pathOf(key), "r");
      const bytes = room(fstatSync(descriptor).size);
      for (let done = 0; done < bytes.byteLength; ) {
        const more = readSync(descriptor, bytes, done, bytes.byteLength - done, done);
        if (more === 0) return undefined;
        done += more;
      }
      return bytes;
    } catch {
      return undefined;
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }

  /** A disk that takes no more is no reason to stop: the record is then computed whenever it is needed. */
  write(key: string, bytes: Uint8Array): void {
    const sizes = this.present();
    const path = this.pathOf(key);
    const temporary = `${path}.${process.pid}.part`;
    try {
      if (this.total + bytes.byteLength > this.capBytes) this.makeRoom(bytes.byteLength);
      if (bytes.byteLength > this.capBytes) return;
      writeFileSync(temporary, bytes, { mode: 0o600 });
      renameSync(temporary, path);
      this.total += bytes.byteLength - (sizes.get(key) ?? 0);
      sizes.delete(key);
      sizes.set(key, bytes.byteLength);
    } catch {
      rmSync(temporary, { force: true });
    }
  }

  private pathOf(key: string): string {
    return join(this.folder, `${key}${ending}`);
  }

  private makeRoom(bytes: number): void {
    for (const [key, size] of this.present()) {
      if (this.total + bytes <= ebb * this.capBytes) return;
      rmSync(this.pathOf(key), { force: true });
      this.sizes!.delete(key);
      this.total -= size;
    }
  }

  /** Looked up once; what is left over of a crash goes. */
  private present(): Map<string, number> {
    if (this.sizes) return this.sizes;
    const found: { key: string; size: number; time: number }[] = [];
    for (const name of readdirSync(this.folder)) {
      const path = join(this.folder, name);
      if (name.endsWith(".part")) rmSync(path, { force: true });
      if (!name.endsWith(ending)) continue;
      const { size, mtimeMs } = statSync(path);
      found.push({ key: name.slice(0, -ending.length), size, time: mtimeMs });
    }
    found.sort((a, b) => a.time - b.time);
    this.sizes = new Map(found.map(({ key, size }) => [key, size]));
    this.total = found.reduce((sum, { size }) => sum + size, 0);
    return this.sizes;
  }
}
