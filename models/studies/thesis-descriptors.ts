// The symmetry functions of the thesis: 8 radial and 18 angular ones for one species, 16 and 54 for two, with the exponents
// of aenet's example for TiO2 (N. Artrith, A. Urban, Comput. Mater. Sci. 114, 135, 2016), whose cutoff is 6.5 angstrom too.
import type { DescriptorConfig } from "../descriptors/descriptor-config.ts";

/** 1/angstrom^2 */
const radialEta = [0.003214, 0.035711, 0.071421, 0.124987, 0.214264, 0.357106, 0.714213, 1.428426];
const angularEta = [0.000357, 0.028569, 0.089277];

export const thesisCutoffAngstrom = 6.5;

export function thesisDescriptors(cutoff = thesisCutoffAngstrom, angular = true): DescriptorConfig {
  return {
    radial: { cutoff, eta: radialEta },
    ...(angular && { angular: { kind: "G4" as const, cutoff, eta: angularEta, zeta: [1, 2, 4], lambda: [-1, 1] } }),
  };
}
