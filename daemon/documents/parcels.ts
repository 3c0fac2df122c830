// Structures on their way to compute: small ones in the message, large ones as a file in the runtime folder that compute reads.
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { StructureParcel } from "../compute/contract.ts";
import { encodeStructure } from "../compute/structure-parcel.ts";

/** Above this a structure goes as a file: a message of half a megabyte is the most that passes the main thread unnoticed. */
const inlineAtoms = 20_000;
/** Files kept for compute to read (again after a restart). */
const filesKept = 8;

export class Parcels {
  private readonly folder: string;
  private readonly written = new Map<Structure, Promise<string>>();
  private count = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  async parcel(structure: Structure): Promise<StructureParcel> {
    if (structure.atomicNumbers.length <= inlineAtoms) return { kind: "inline", structure };
    const path = this.written.get(structure) ?? this.write(structure);
    this.written.delete(structure);
    this.written.set(structure, path);
    for (const [oldest, file] of this.written) {
      if (this.written.size <= filesKept) break;
      this.written.delete(oldest);
      file.then((old) => rm(old, { force: true })).catch(() => {});
    }
    try {
      return { kind: "file", path: await path };
    } catch (error) {
      this.written.delete(structure);
      throw error;
    }
  }

  private async write(structure: Structure): Promise<string> {
    const path = join(this.folder, `structure-${process.pid}-${++this.count}.safetensors`);
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeFile(`${path}.part`, encodeStructure(structure), { mode: 0o600 });
    await rename(`${path}.part`, path);
    return path;
  }
}
