// All cases of the conformance suite, by group. A potential, network or kernel that is new gets its case in one of these files
// (test/conformance/complete.test.ts says which has none), a new file its line here.
import type { ConformanceCase } from "../suite/case.ts";
import { atomicDescriptorCases } from "./atomic-descriptors.ts";
import { atomicNetworkCases } from "./atomic-network.ts";
import { derivativeProductCases } from "./derivative-products.ts";
import { gpuArithmeticCases } from "./gpu-arithmetic.ts";
import { imageCases } from "./images.ts";
import { matrixProductCases } from "./matrix-products.ts";
import { motionCases } from "./motion.ts";
import { neighbourListCases } from "./neighbour-list.ts";
import { networkPotentialCases } from "./network-potentials.ts";
import { optimiserCases } from "./optimisers.ts";
import { potentialCases } from "./potentials.ts";
import { productFunctionCases } from "./product-functions.ts";
import { structureEnergyCases } from "./structure-energy.ts";
import { symmetryFunctionCases } from "./symmetry-functions.ts";
import { tensorNetworkCases } from "./tensor-networks.ts";
import { tensorOperationCases } from "./tensor-operations.ts";
import { trainingStepCases } from "./training-step.ts";

export const caseGroups = {
  potentials: potentialCases,
  networks: [...networkPotentialCases, ...tensorNetworkCases, ...structureEnergyCases],
  kernels: [
    ...neighbourListCases,
    ...motionCases,
    ...symmetryFunctionCases,
    ...productFunctionCases,
    ...atomicDescriptorCases,
    ...atomicNetworkCases,
    ...imageCases,
    ...derivativeProductCases,
    ...trainingStepCases,
    ...optimiserCases,
    ...matrixProductCases,
    ...gpuArithmeticCases,
  ],
  operations: tensorOperationCases,
} as const satisfies Readonly<Record<string, readonly ConformanceCase[]>>;
