// Descriptors of all atoms of a structure at once: values, and how much each function depends on where its neighbours are.

import { createDescriptor } from "@adatom/models/descriptors/create-descriptor.ts";
import { createPlainDescriber } from "@adatom/models/descriptors/plain-describer.ts";
import { createProductDescriptor } from "@adatom/models/descriptors/product-descriptor.ts";
import type { ProductFunction } from "@adatom/models/descriptors/product-function.ts";
import type { AllAtoms } from "@adatom/models/descriptors/structure-describer.ts";
import { createDescriptorKernel } from "@adatom/models/kernels/atomic-descriptors.ts";
import { buildNeighbourList } from "@adatom/models/structure/neighbour-list.ts";
import { everyFunction } from "../product-functions.ts";
import type { ConformanceCase, Result } from "../suite/case.ts";
import { gaussians, mixed } from "./network-potentials.ts";

const species = [8, 14] as const;
const structure = mixed(3, species);
const list = buildNeighbourList(structure, 6.4);
const families: Readonly<Record<string, readonly ProductFunction[]>> = { ...everyFunction(species, 4.5), "G2 and G4": gaussians(species) };

function results(
  all: { readonly [Name in "values" | "sensitivities"]: (...args: Parameters<AllAtoms[Name]>) => ReturnType<AllAtoms[Name]> | undefined },
): Result[] {
  const [values, sensitivities] = [all.values(structure, list), all.sensitivities(structure, list)];
  if (!values || !sensitivities) throw new Error("neighbours are too many for the kernel's memory");
  return [
    ...[...values, ...sensitivities.values].map((rows): Result => ({ quantity: "product functions", values: rows })),
    ...sensitivities.squares.map((rows): Result => ({ quantity: "derivatives of product functions", values: rows })),
  ];
}

export const atomicDescriptorCases: readonly ConformanceCase[] = Object.entries(families).map(([name, functions]) => {
  const elements = species.map((atomicNumber) => ({ atomicNumber, functions: functions.filter((f) => f.centre === atomicNumber) }));
  return {
    subject: "descriptors of all atoms",
    name,
    covers: ["kernels/atomic-descriptors/"],
    reference: () =>
      results(
        createPlainDescriber(
          species,
          elements.map((element) => createProductDescriptor(element.functions)),
        ),
      ),
    onProcessor({ team }) {
      const kernel = createDescriptorKernel(
        elements,
        elements.map((element) => createDescriptor(element.functions)),
        team,
      );
      if (!kernel) throw new Error("it is not the kernel's work");
      return results(kernel);
    },
  };
});
