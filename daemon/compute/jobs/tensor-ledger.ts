// Which job holds how many tensors. A job's step is the only thing that makes any, one step at a time; what is there
// after it and was not before is the job's until it gives it back or ends.
import { memory } from "@tensorflow/tfjs-core";

export interface HeldTensors {
  /** Job. */
  readonly id: number;
  readonly tensors: number;
  readonly bytes: number;
}

export class TensorLedger {
  private readonly held = new Map<number, HeldTensors>();

  /** Runs a job's step, or its end, and books what it leaves behind. */
  async during<T>(id: number, work: () => T | Promise<T>): Promise<T> {
    const before = memory();
    try {
      return await work();
    } finally {
      const after = memory();
      const { tensors, bytes } = this.held.get(id) ?? { tensors: 0, bytes: 0 };
      this.held.set(id, { id, tensors: tensors + after.numTensors - before.numTensors, bytes: bytes + after.numBytes - before.numBytes });
    }
  }

  /** The job is over. @returns how many tensors it should have disposed of and did not; they stay in the backend's memory */
  close(id: number): number {
    const { tensors } = this.held.get(id) ?? { tensors: 0 };
    this.held.delete(id);
    return tensors;
  }

  /** Jobs that run, and what each holds between its steps. */
  list(): HeldTensors[] {
    return [...this.held.values()];
  }
}
