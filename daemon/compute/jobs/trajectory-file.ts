// A trajectory that grows while a run goes on. At a resume it is cut back to its size at the checkpoint,
// so that a crash neither doubles nor loses a frame.
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from "node:fs";

export class TrajectoryFile {
  private readonly descriptor: number;
  private length: number;
  private open = true;

  /** @param size bytes to keep of a file that is there; 0 begins it anew */
  constructor(path: string, size: number, warn: (message: string) => void) {
    this.descriptor = openSync(path, size > 0 ? "a" : "w", 0o644);
    const present = fstatSync(this.descriptor).size;
    if (present < size) warn(`${path} has ${present} bytes but had ${size} at the last checkpoint: frames of the trajectory are missing.`);
    this.length = Math.min(present, size);
    ftruncateSync(this.descriptor, this.length);
  }

  /** Bytes of the whole frames so far. */
  get size(): number {
    return this.length;
  }

  append(text: string): void {
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length; ) written += writeSync(this.descriptor, bytes, written);
    this.length += bytes.length;
  }

  sync(): void {
    if (this.open) fsyncSync(this.descriptor);
  }

  close(): void {
    if (this.open) closeSync(this.descriptor);
    this.open = false;
  }
}
