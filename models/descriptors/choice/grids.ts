// Functions as a user would list them: as few grids as stand for exactly these.
import { symbolOf } from "../../structure/elements.ts";
import type { FunctionGrid } from "../function-grid.ts";
import { isWeighted, type ProductFunction } from "../product-function.ts";

/** @throws RangeError for Chebyshev functions, which come as a basis */
export function gridsOf(functions: readonly ProductFunction[]): FunctionGrid[] {
  const single = functions.map(gridOf);
  return (["shift", "zeta", "lambda", "eta"] as const).reduce<FunctionGrid[]>((grids, parameter) => merged(grids, parameter), single);
}

function gridOf(f: ProductFunction): FunctionGrid {
  const { radial } = f;
  const who = f.kind === "radial" ? f.neighbour : f.neighbours;
  const neighbours = isWeighted(who) ? who.by : typeof who === "number" ? symbolOf(who) : who.map((z) => symbolOf(z));
  const head = { centre: symbolOf(f.centre), neighbours, cutoff: radial.cutoff };
  if (radial.form === "compact") {
    const { core, asymmetric, left } = radial;
    const shape = { core, ...(asymmetric && { asymmetric }), left };
    if (f.kind === "radial") return { type: "compact-radial", ...head, ...shape };
    if (f.angular.form !== "compact") throw new RangeError("a compact function has a compact angular part");
    const { leftDegrees, rightDegrees } = f.angular;
    return { type: f.threeDistances ? "compact-narrow" : "compact-wide", ...head, ...shape, angles: [[leftDegrees, rightDegrees]] };
  }
  if (radial.form === "chebyshev" || (f.kind === "angular" && f.angular.form === "chebyshev"))
    throw new RangeError("Chebyshev functions come as a basis, not one by one");
  const { cutoffForm, inner } = radial;
  const ends = { ...(cutoffForm !== "cosine" && { cutoffFunction: cutoffForm }), ...(inner > 0 && { inner }) };
  if (f.kind === "radial") {
    if (radial.form === "plain") return { type: "G1", ...head, ...ends };
    if (radial.form === "wave") return { type: "G3", ...head, kappa: radial.kappa, ...ends };
    return { type: "G2", ...head, eta: radial.eta, shift: radial.shift, ...ends };
  }
  if (radial.form !== "gaussian" || f.angular.form !== "power") throw new RangeError("an angular function is a Gaussian and a power");
  const { zeta, lambda } = f.angular;
  return { type: f.threeDistances ? "G4" : "G5", ...head, eta: radial.eta, shift: radial.shift, lambda, zeta, ...ends };
}

/** Grids that differ in one parameter alone, as one. */
function merged(grids: readonly FunctionGrid[], parameter: "shift" | "zeta" | "lambda" | "eta"): FunctionGrid[] {
  const groups = Map.groupBy(grids, ({ [parameter]: _, ...others }) => JSON.stringify(others));
  return [...groups.values()].map((alike) => {
    const given = alike.flatMap((grid) => grid[parameter] ?? []);
    return given.length < 2 ? alike[0]! : { ...alike[0]!, [parameter]: given };
  });
}
