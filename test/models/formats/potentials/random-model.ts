// Network models of hydrogen and oxygen with random weights, for round trips through other programs' files.
import type {
  AngularProfile,
  CutoffForm,
  NeighbourWeights,
  ProductFunction,
  RadialProfile,
} from "@adatom/models/descriptors/product-function.ts";
import { createRandom } from "@adatom/models/dynamics/random.ts";
import type { AtomicNetwork, AtomicNetworkModel } from "@adatom/models/networks/atomic-network/model.ts";
import type { Activation } from "@adatom/models/networks/behler-parrinello/activation.ts";

export type Family = "n2p2" | "compact" | "weighted" | "behler" | "chebyshev";

/** Two hidden layers; inputs scaled at random, training ranges that some values leave. */
export function randomModel(family: Family, activation: Activation = "tanh"): AtomicNetworkModel {
  const random = createRandom(17);
  const fill = (length: number, low: number, high: number): Float64Array =>
    Float64Array.from({ length }, () => low + (high - low) * random.uniform());
  const elements = [1, 8].map((centre): AtomicNetwork => {
    const functions = functionsOf(family, centre);
    const widths = [functions.length, 5, 4, 1];
    return {
      atomicNumber: centre,
      functions,
      activation,
      layers: [0, 1, 2].map((l) => ({ weights: fill(widths[l]! * widths[l + 1]!, -1, 1), biases: fill(widths[l + 1]!, -0.5, 0.5) })),
      centre: fill(functions.length, 0.5, 2),
      scale: fill(functions.length, 0.1, 1),
      minimum: fill(functions.length, -1, 0.1),
      maximum: fill(functions.length, 1, 3),
      outputScale: 1.7,
      energyOffset: centre === 1 ? -13.6 : -432.5,
    };
  });
  return { elements };
}

function functionsOf(family: Family, centre: number): ProductFunction[] {
  const pairs = [
    [1, 1],
    [1, 8],
    [8, 8],
  ] as const;
  if (family === "chebyshev") return chebyshev(centre);
  const byZ: NeighbourWeights = {
    by: "atomic-number",
    weights: [
      [1, 1],
      [8, 8],
    ],
  };
  const cutoffForm: CutoffForm = family === "weighted" ? "polynomial-2" : "cosine";
  const ends = { cutoff: 5, cutoffForm, inner: family === "weighted" ? 0.25 : 0 };
  const gaussian = (eta: number, shift: number): RadialProfile => ({ form: "gaussian", eta, shift, ...ends });
  const power = (zeta: number, lambda: number): AngularProfile => ({ form: "power", zeta, lambda });
  if (family === "weighted") {
    return [0.3, 0.1].flatMap((eta): ProductFunction[] => [
      { kind: "angular", centre, neighbours: byZ, radial: gaussian(eta, 0.5), angular: power(2, -1), threeDistances: true },
      { kind: "radial", centre, neighbour: byZ, radial: gaussian(eta, 1) },
    ]);
  }
  if (family === "compact") {
    const shell: RadialProfile = { form: "compact", core: "polynomial-2", asymmetric: true, left: 0.7, cutoff: 4.6 };
    const angle: AngularProfile = { form: "compact", core: "polynomial-2", leftDegrees: 40, rightDegrees: 160 };
    return [
      ...pairs.map(
        (neighbours, k): ProductFunction => ({
          kind: "angular",
          centre,
          neighbours,
          radial: shell,
          angular: angle,
          threeDistances: k === 1,
        }),
      ),
      { kind: "angular", centre, neighbours: byZ, radial: shell, angular: angle, threeDistances: false },
      ...[8, 1].map(
        (neighbour): ProductFunction => ({ kind: "radial", centre, neighbour, radial: { ...shell, left: -4, asymmetric: false } }),
      ),
      { kind: "radial", centre, neighbour: byZ, radial: shell },
    ];
  }
  // Not in the order in which n2p2 or aenet sort.
  return [
    ...pairs.map(
      (neighbours): ProductFunction => ({
        kind: "angular",
        centre,
        neighbours,
        radial: gaussian(0.1, 0),
        angular: power(4, -1),
        threeDistances: false,
      }),
    ),
    ...pairs.map(
      (neighbours): ProductFunction => ({
        kind: "angular",
        centre,
        neighbours,
        radial: gaussian(0.05, 0),
        angular: power(1, 1),
        threeDistances: true,
      }),
    ),
    ...[8, 1].map((neighbour): ProductFunction => ({ kind: "radial", centre, neighbour, radial: gaussian(2, 1.5) })),
    ...[1, 8].map((neighbour): ProductFunction => ({ kind: "radial", centre, neighbour, radial: gaussian(0.5, 0) })),
    ...(family === "behler"
      ? ([
          { kind: "radial", centre, neighbour: 8, radial: { form: "wave", kappa: 1.1, ...ends } },
          { kind: "radial", centre, neighbour: 8, radial: { form: "plain", ...ends } },
        ] as const)
      : []),
  ];
}

function chebyshev(centre: number): ProductFunction[] {
  const weights: NeighbourWeights[] = [
    {
      by: "one",
      weights: [
        [1, 1],
        [8, 1],
      ],
    },
    // Oxygen before hydrogen in the environment.
    {
      by: "spin",
      weights: [
        [8, -1],
        [1, 1],
      ],
    },
  ];
  const ends = { cutoffForm: "cosine", inner: 0 } as const;
  return weights.flatMap((neighbours): ProductFunction[] => [
    ...[0, 1, 2, 3].map(
      (order): ProductFunction => ({
        kind: "radial",
        centre,
        neighbour: neighbours,
        radial: { form: "chebyshev", order, cutoff: 5, ...ends },
      }),
    ),
    ...[0, 1, 2].map(
      (order): ProductFunction => ({
        kind: "angular",
        centre,
        neighbours,
        radial: { form: "plain", cutoff: 4, ...ends },
        angular: { form: "chebyshev", order, domain: "cosine" },
        threeDistances: false,
      }),
    ),
  ]);
}
