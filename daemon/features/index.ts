// Every feature, one line each.
import type { Feature } from "./feature.ts";
import { lifecycleFeature } from "./lifecycle.ts";
import { statusFeature } from "./status.ts";

export const features: readonly Feature[] = [statusFeature, lifecycleFeature];
