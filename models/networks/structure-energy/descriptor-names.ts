// Readable names of a model's trained descriptors, for reports of what extrapolates.
import { radialParameterCount } from "../../descriptors/trainable/radial-layer.ts";
import type { Architecture } from "./architecture.ts";

/** Such as "G2 eta=8 Rs=2.35 Rc=5.2", in the order of the network's inputs. */
export function descriptorNames({ radial, angular }: Architecture, parameters: Float64Array): string[] {
  const number = (at: number): string => String(Number(parameters[at]!.toPrecision(4)));
  const names: string[] = [];
  const n = radial;
  for (let k = 0; k < n; k++) names.push(`G1 Rc=${number(k)}`);
  for (let k = 0; k < n; k++) names.push(`G2 eta=${number(n + k)} Rs=${number(2 * n + k)} Rc=${number(3 * n + k)}`);
  for (let k = 0; k < n; k++) names.push(`G3 kappa=${number(4 * n + k)} Rc=${number(5 * n + k)}`);
  const from = radialParameterCount(n);
  for (let k = 0; k < 2 * angular; k++) {
    const [eta, zeta, cutoff] = [0, 1, 2].map((block) => number(from + 2 * angular * block + k));
    names.push(`${k < angular ? "G4" : "G5"} eta=${eta} zeta=${zeta} lambda=${k % 2 === 0 ? 1 : -1} Rc=${cutoff}`);
  }
  return names;
}
