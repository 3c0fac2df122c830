// What a potential is made of, as data: for engines that have kernels of their own for it (models/kernels/gpu).

import type { StillingerWeberTables } from "../kernels/atoms/stillinger-weber.ts";
import type { AtomicNetworkModel } from "../networks/atomic-network/model.ts";
import type { TripleEntry } from "./species-table.ts";
import type { TersoffParameters } from "./tersoff.ts";

export type PotentialForm =
  | { readonly kind: "stillinger-weber"; readonly tables: StillingerWeberTables }
  | { readonly kind: "tersoff"; readonly entries: readonly TripleEntry<TersoffParameters>[] }
  | { readonly kind: "atomic-network"; readonly model: AtomicNetworkModel };
