// What a case of the conformance suite is: one potential, network, kernel or tensor operation in one situation, by plain loops in
// float64 and in each other form that it has. How far a form may be off stands in tolerances.ts, where it can run in forms.ts.
import type { Team } from "@adatom/models/kernels/team/team.ts";
import type { KernelForm } from "@adatom/models/kernels/wasm-kernel.ts";
import type { Quantity } from "./tolerances.ts";

/** Numbers of one kind. Results of a form are held against the reference's one after the other; what a form does not give it leaves out. */
export interface Result {
  readonly quantity: Quantity;
  readonly values: ArrayLike<number>;
  /** What the relative part of the tolerance is of, where that is not the largest of the reference's numbers. */
  readonly scale?: number;
}

export type Results = readonly Result[];

/** How kernels in WebAssembly are to run. Kernels that take their team from the process find it there. */
export interface Processor {
  readonly team: Team;
  readonly form: KernelForm | "best";
}

export interface ConformanceCase {
  /** Its row in the table: a potential's name, a network, a kernel. */
  readonly subject: string;
  /** The situation: sizes, cells, kinds of functions. */
  readonly name: string;
  /** What it checks, below models/: "potentials/NAME" (of the index), "networks/FOLDER", sources of kernels or their folders. */
  readonly covers: readonly string[];
  /** Plain loops in float64. */
  reference(): Results | Promise<Results>;
  /** Kernels in WebAssembly. */
  onProcessor?(processor: Processor): Results | Promise<Results>;
  /** Kernels in WGSL. */
  onGpu?(device: GPUDevice): Promise<Results>;
  /** TensorFlow.js, on the backend that is chosen. */
  onTensors?(): Promise<Results>;
  /** Backends that must throw for it: an error is no wrong number. */
  readonly refusedBy?: readonly string[];
}
