// Atom-centred functions of every kind that descriptors know, by family, for suites that try them all.
import { coreKinds } from "@adatom/models/descriptors/core-function.ts";
import type { AngularProfile, ProductFunction, RadialProfile } from "@adatom/models/descriptors/product-function.ts";

/** @param species two elements, each of which is a centre and a neighbour */
export function everyFunction(species: readonly [number, number], cutoff: number): Record<string, ProductFunction[]> {
  const [one, two] = species;
  const spin = {
    by: "spin",
    weights: [
      [one, -1],
      [two, 1],
    ],
  } as const;
  const numbers = {
    by: "atomic-number",
    weights: [
      [one, one],
      [two, two],
    ],
  } as const;
  const cosine = { cutoff, cutoffForm: "cosine", inner: 0 } as const;
  const radial = (profile: RadialProfile, neighbour: number | typeof spin | typeof numbers = two): ProductFunction[] =>
    species.map((centre) => ({ kind: "radial", centre, neighbour, radial: profile }));
  const angular = (
    profile: RadialProfile,
    angle: AngularProfile,
    threeDistances: boolean,
    neighbours: readonly [number, number] | typeof spin | typeof numbers = [one, two],
  ): ProductFunction[] =>
    species.map((centre) => ({ kind: "angular", centre, neighbours, radial: profile, angular: angle, threeDistances }));
  const gaussian = (cutoffForm: "cosine" | "tanh-cubed" | "polynomial-2" = "cosine"): RadialProfile => ({
    form: "gaussian",
    eta: 0.1,
    shift: 0.5,
    ...cosine,
    cutoffForm,
  });
  return {
    "G1 to G3": [
      ...(["hard", "tanh-cubed", "scaled-tanh-cubed"] as const).flatMap((cutoffForm) =>
        radial({ form: "plain", cutoff, cutoffForm, inner: 0 }),
      ),
      ...(["cosine", ...coreKinds] as const).flatMap((cutoffForm) => radial({ form: "plain", cutoff, cutoffForm, inner: 0.2 })),
      ...radial({ form: "gaussian", eta: 2, shift: 2.3, ...cosine }),
      ...radial({ form: "gaussian", eta: 0.3, shift: 0, ...cosine }, numbers),
      ...radial({ form: "wave", kappa: 1.7, ...cosine }),
    ],
    "G4 and G5": [
      ...[1, 4, 16].flatMap((zeta) =>
        ([1, -1] as const).flatMap((lambda) =>
          [true, false].flatMap((three) => angular(gaussian("tanh-cubed"), { form: "power", zeta, lambda }, three)),
        ),
      ),
      ...angular(gaussian("polynomial-2"), { form: "power", zeta: 2.5, lambda: 1 }, true, numbers),
    ],
    "Chebyshev functions": [
      ...[0, 1, 5, 9].flatMap((order) => radial({ form: "chebyshev", order, ...cosine }, spin)),
      ...[0, 1, 4].flatMap((order) =>
        (["cosine", "pi"] as const).flatMap((domain) =>
          angular({ form: "plain", ...cosine }, { form: "chebyshev", order, domain }, false, spin),
        ),
      ),
    ],
    "compact functions": (["polynomial-2", "exponential"] as const).flatMap((core) =>
      [true, false].flatMap((asymmetric) => [
        ...radial({ form: "compact", core, asymmetric, left: 1.2, cutoff }),
        ...angular(
          { form: "compact", core, asymmetric, left: 0, cutoff },
          { form: "compact", core, leftDegrees: 40, rightDegrees: 170 },
          asymmetric,
        ),
      ]),
    ),
  };
}
