// The process's own matrix products and convolutions, on the team that is present, in the backend's heap where that is
// shared. Started with the first of them: threads and memory are not taken by a process that has no tensors to multiply.
import { presentTeam, type Team } from "@adatom/models/kernels/team/team.ts";
import { createTensorProducts, type TensorProducts } from "@adatom/models/kernels/tensor-products.ts";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { lentHeap } from "./shared-heap.ts";

let leastPart: number | undefined;

/** Multiplications below which work is not split among threads, for those made from now on; undefined: the kernel's own measure. */
export function useLeastPart(multiplications: number | undefined): void {
  leastPart = multiplications;
  started = undefined;
}

let started: { readonly team: Team; readonly backend: BackendWasm; readonly products: TensorProducts } | undefined;

/** @throws Error where the engine has no SIMD or shared memory */
export function products(backend: BackendWasm): TensorProducts {
  const team = presentTeam();
  if (started?.team === team && started.backend === backend) return started.products;
  const made = createTensorProducts(team, { lent: lentHeap(backend), ...(leastPart && { leastPart }) });
  if (!made) throw new Error("this JavaScript engine has no WebAssembly SIMD or no shared memory: choose another tensor backend");
  started = { team, backend, products: made };
  return made;
}
