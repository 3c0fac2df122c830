// What crosses between the data-set job and its worker threads. Plain data and typed arrays only.
import type { Round, SiliconRecipe } from "@adatom/models/amorphous/silicon-recipe.ts";
import type { TableTwo } from "@adatom/models/analysis/table-two.ts";
import type { Snapshot } from "@adatom/models/dynamics/dynamics.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import type { ModelReference } from "../contract.ts";
import type { DataSetTimings } from "./dataset-plan.ts";

export interface DataSetWorkerSettings {
  readonly recipe: SiliconRecipe;
  readonly model: ModelReference;
}

/** Pieces of work, by name: what goes in, what comes out. */
export interface DataSetWork {
  start: { params: { readonly walk: number }; result: Snapshot };
  round: { params: { readonly walk: number; readonly round: number; readonly before: Snapshot }; result: Round };
  probe: { params: Record<string, never>; result: DataSetTimings };
  table: { params: { readonly structures: readonly Structure[] }; result: TableTwo };
}
export type DataSetTask = { [K in keyof DataSetWork]: { readonly kind: K; readonly params: DataSetWork[K]["params"] } }[keyof DataSetWork];

export type FromDataSetWorker =
  | { readonly type: "done"; readonly result: unknown }
  | { readonly type: "progress"; readonly share: number }
  | { readonly type: "failed"; readonly message: string };
