// Where labels are kept, for all projects of this user: they are named by the work that they took.
import { join } from "node:path";
import type { Services } from "./feature.ts";

export function labelFolder({ lifecycle }: Services): string {
  return join(lifecycle.folder, "labels");
}
