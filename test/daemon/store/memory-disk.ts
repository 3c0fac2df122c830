// A disk in memory that loses power at a chosen operation. What was not synced may be there in part or not at all after
// the power comes back; a rename or removal that its folder was not synced after may or may not have happened.
import type { FileOperations } from "../../../daemon/store/file-operations.ts";

/** Thrown by the operation at which the power goes. */
export class PowerLoss extends Error {}

interface Content {
  bytes: Uint8Array;
  /** How much of it is safe. */
  synced: Uint8Array;
}

/** How unsynced things turn out. */
export type Fate = "nothing" | "half" | "everything";

export class MemoryDisk {
  /** What the folder shows now, and what of it would be there after a loss of power. Paths to contents. */
  private names = new Map<string, Content>();
  private lasting = new Map<string, Content>();
  private readonly descriptors = new Map<number, Content>();
  private nextDescriptor = 3;
  private operationsLeft = Number.POSITIVE_INFINITY;
  operationsDone = 0;

  /** The power goes at the operation after so many, before it has any effect, or in the middle of a write. */
  losePowerAfter(operations: number): void {
    this.operationsLeft = operations;
  }

  /** The power is back: what had not been made lasting has the given fate. */
  restart(fate: Fate): void {
    this.operationsLeft = Number.POSITIVE_INFINITY;
    this.descriptors.clear();
    const shown = fate === "nothing" ? this.lasting : this.names;
    const survivors = new Map<string, Content>();
    for (const [path, content] of shown) {
      const { synced, bytes } = content;
      const cut = synced.length + Math.floor((bytes.length - synced.length) / 2);
      const kept = (fate === "nothing" ? synced : fate === "half" ? bytes.slice(0, cut) : bytes).slice();
      survivors.set(path, { bytes: kept, synced: kept.slice() });
    }
    this.names = survivors;
    this.lasting = new Map(survivors);
  }

  /** Damages a file as a failing disk does. */
  corrupt(path: string, at: number): void {
    const content = this.names.get(path)!;
    content.bytes[at % content.bytes.length]! ^= 0x40;
  }

  paths(): string[] {
    return [...this.names.keys()];
  }

  readonly operations: FileOperations = {
    create: (path) => {
      this.spend();
      const content: Content = { bytes: new Uint8Array(0), synced: new Uint8Array(0) };
      this.names.set(path, content);
      this.descriptors.set(this.nextDescriptor, content);
      return this.nextDescriptor++;
    },
    write: (descriptor, bytes) => {
      const content = this.descriptors.get(descriptor)!;
      const lost = this.operationsLeft === 0;
      const added = lost ? bytes.subarray(0, bytes.length >> 1) : bytes;
      const whole = new Uint8Array(content.bytes.length + added.length);
      whole.set(content.bytes);
      whole.set(added, content.bytes.length);
      content.bytes = whole;
      this.spend();
    },
    sync: (descriptor) => {
      this.spend();
      const content = this.descriptors.get(descriptor)!;
      content.synced = content.bytes.slice();
    },
    close: (descriptor) => {
      this.spend();
      this.descriptors.delete(descriptor);
    },
    read: (path) => {
      this.spend();
      return this.existing(path).bytes.slice();
    },
    rename: (from, to) => {
      this.spend();
      this.names.set(to, this.existing(from));
      this.names.delete(from);
    },
    remove: (path) => {
      this.spend();
      this.existing(path);
      this.names.delete(path);
    },
    list: (folder) => {
      this.spend();
      return [...this.names.keys()].filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1));
    },
    syncFolder: () => {
      this.spend();
      this.lasting = new Map(this.names);
    },
  };

  private spend(): void {
    if (this.operationsLeft-- <= 0) {
      this.operationsLeft = 0;
      throw new PowerLoss("the power went");
    }
    this.operationsDone++;
  }

  private existing(path: string): Content {
    const content = this.names.get(path);
    if (!content) throw new Error(`ENOENT: ${path}`);
    return content;
  }
}
