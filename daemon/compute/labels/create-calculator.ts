// A calculator of its kind.
import type { ModelLoader } from "../model-registry.ts";
import type { Calculator, CalculatorSpec } from "./calculator.ts";
import { createIpiCalculator } from "./ipi-calculator.ts";
import { createModelCalculator } from "./model-calculator.ts";
import { createProgramCalculator } from "./program-calculator.ts";

/** @param workFolder where calculations have their folders */
export function createCalculator(spec: CalculatorSpec, workFolder: string, models: ModelLoader): Calculator {
  if (spec.type === "model") return createModelCalculator(spec, models);
  return spec.type === "program" ? createProgramCalculator(spec, workFolder) : createIpiCalculator(spec, workFolder);
}
