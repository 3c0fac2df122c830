// An ASE trajectory on disk that grows a frame at a time. At a resume it is taken back to what it was at the checkpoint.
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import {
  appendUlm,
  decodeOffsets,
  type Patch,
  rewindUlm,
  startUlm,
  type TrajectoryFrame,
  type UlmState,
} from "@adatom/models/formats/ulm-trajectory.ts";

export class UlmFile {
  private readonly descriptor: number;
  private now: UlmState;
  private open = true;

  /** @param state at the checkpoint; null, or a file that is shorter than it was then, begins anew */
  constructor(path: string, state: UlmState | null, warn: (message: string) => void) {
    const goesOn = state !== null && this.isThere(path, state, warn);
    this.descriptor = openSync(path, goesOn ? "r+" : "w+", 0o644);
    if (goesOn) {
      this.now = state;
      this.write(rewindUlm(state));
      ftruncateSync(this.descriptor, state.size);
    } else {
      const { state: empty, patches } = startUlm();
      this.now = empty;
      this.write(patches);
    }
  }

  state(): UlmState {
    return this.now;
  }

  append(frame: TrajectoryFrame): void {
    const { state, patches } = appendUlm(this.now, frame, () => this.readTable());
    this.write(patches);
    this.now = state;
  }

  sync(): void {
    if (this.open) fsyncSync(this.descriptor);
  }

  close(): void {
    if (this.open) closeSync(this.descriptor);
    this.open = false;
  }

  private isThere(path: string, state: UlmState, warn: (message: string) => void): boolean {
    try {
      const descriptor = openSync(path, "r");
      const { size } = fstatSync(descriptor);
      closeSync(descriptor);
      if (size >= state.size) return true;
      warn(`${path} has ${size} bytes but had ${state.size} at the last checkpoint: the trajectory begins anew.`);
    } catch {
      warn(`${path} is gone: the trajectory begins anew.`);
    }
    return false;
  }

  private readTable(): number[] {
    const bytes = new Uint8Array(8 * this.now.items);
    for (let read = 0; read < bytes.length; ) {
      const got = readSync(this.descriptor, bytes, read, bytes.length - read, this.now.tablePosition + read);
      if (got === 0) throw new Error("The trajectory's table of offsets is cut short: was the file changed while the run went on?");
      read += got;
    }
    return decodeOffsets(bytes);
  }

  private write(patches: readonly Patch[]): void {
    for (const { position, bytes } of patches) {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.descriptor, bytes, done, bytes.length - done, position + done);
    }
  }
}
