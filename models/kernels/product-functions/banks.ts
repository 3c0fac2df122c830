// Banks of radial and angular profiles as radial.h and angles.h read them.
import { type CoreKind, coreKinds } from "../../descriptors/core-function.ts";
import type { AngularProfile, Cutoff, CutoffForm, RadialProfile } from "../../descriptors/product-function.ts";
import type { Block } from "./block.ts";

const [hard, cosine, tanhCubed] = [5, 6, 7];
const radialForms = { plain: 0, gaussian: 1, wave: 2, chebyshev: 3, compact: 4 } as const;
const [power, root, arc, polynomial] = [0, 1, 2, 3] as const;

const coreOf = (kind: CoreKind): number => coreKinds.indexOf(kind);

function cutoffKind(form: CutoffForm): number {
  if (form === "hard") return hard;
  if (form === "cosine") return cosine;
  return form === "tanh-cubed" || form === "scaled-tanh-cubed" ? tanhCubed : coreOf(form);
}

/** Profiles by order, -1 where there is none. */
function byOrder(members: readonly { readonly order: number; readonly place: number }[]): Int32Array {
  const places = new Int32Array(Math.max(...members.map(({ order }) => order)) + 1).fill(-1);
  for (const { order, place } of members) places[order] = place;
  return places;
}

/** Numbers of a RadialBank, for whoever writes the bank where it belongs. */
export function radialBank(block: Block, profiles: readonly RadialProfile[]): readonly number[] {
  const keyOf = (p: RadialProfile): string => (p.form === "compact" ? "" : `${p.cutoffForm} ${p.cutoff} ${p.inner}`);
  const keys = [...new Set(profiles.map(keyOf))].filter((key) => key !== "");
  const cutoffs = keys.map((key) => profiles.find((p) => keyOf(p) === key) as RadialProfile & Cutoff);
  const cutoffNumbers = cutoffs.flatMap(({ cutoff, cutoffForm, inner }) => [
    cutoff,
    inner * cutoff,
    cutoffForm === "scaled-tanh-cubed" ? 1 / Math.tanh(1) ** 3 : 1,
    cutoffKind(cutoffForm),
  ]);
  const items: number[][] = [];
  for (const [k, { cutoff }] of cutoffs.entries()) {
    const members = profiles.flatMap((p, place) => (p.form === "chebyshev" && keyOf(p) === keys[k] ? [{ order: p.order, place }] : []));
    if (members.length === 0) continue;
    const places = byOrder(members);
    items.push([radialForms.chebyshev, block.ints(places), k, places.length, block.doubles([cutoff])]);
  }
  for (const [place, p] of profiles.entries()) {
    if (p.form === "chebyshev") continue;
    const numbers =
      p.form === "gaussian"
        ? [p.eta, p.shift]
        : p.form === "wave"
          ? [p.kappa]
          : p.form === "compact"
            ? [p.left, p.cutoff, Number(p.asymmetric)]
            : [];
    const kind = p.form === "compact" ? coreOf(p.core) : 0;
    items.push([radialForms[p.form], place, Math.max(0, keys.indexOf(keyOf(p))), kind, block.doubles(numbers)]);
  }
  return [profiles.length, cutoffs.length, block.doubles(cutoffNumbers), items.length, block.ints(items.flat())];
}

/** As radialBank. */
export function angularBank(block: Block, profiles: readonly AngularProfile[]): readonly number[] {
  const items: number[][] = [];
  const degrees = Math.PI / 180;
  for (const [place, p] of profiles.entries()) {
    if (p.form === "power") {
      const isWhole = Number.isInteger(p.zeta);
      items.push([isWhole ? power : root, place, isWhole ? p.zeta - 1 : 0, block.doubles([p.lambda, p.zeta])]);
    } else if (p.form === "compact") {
      const [left, right] = [p.leftDegrees * degrees, p.rightDegrees * degrees];
      items.push([arc, place, coreOf(p.core), block.doubles([0.5 * (left + right), 0.5 * (right - left)])]);
    }
  }
  for (const domain of ["cosine", "pi"] as const) {
    const members = profiles.flatMap((p, place) => (p.form === "chebyshev" && p.domain === domain ? [{ order: p.order, place }] : []));
    if (members.length === 0) continue;
    const places = byOrder(members);
    items.push([polynomial, block.ints(places), places.length, block.doubles(domain === "pi" ? [2 / Math.PI, -1] : [1, 0])]);
  }
  return [profiles.length, items.length, block.ints(items.flat()), Number(profiles.some((p) => p.form === "compact"))];
}
