// Labels by the name of the work that made them: nothing is computed twice, not after a crash and not for another run.
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Reference } from "@adatom/models/structure/structure.ts";
import { writeFileAtomically } from "../../store/atomic-file.ts";

interface Stored {
  readonly energy: number;
  readonly forces?: readonly number[];
  readonly stress?: readonly number[];
}

export class LabelStore {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Null where there is none, or not a whole one. */
  get(key: string): Reference | null {
    try {
      const { energy, forces, stress } = JSON.parse(readFileSync(this.pathOf(key), "utf8")) as Stored;
      if (!Number.isFinite(energy)) return null;
      return { energy, ...(forces && { forces: Float64Array.from(forces) }), ...(stress && { stress: Float64Array.from(stress) }) };
    } catch {
      return null;
    }
  }

  put(key: string, { energy, forces, stress }: Reference): void {
    const path = this.pathOf(key);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const stored = { energy, ...(forces && { forces: [...forces] }), ...(stress && { stress: [...stress] }) };
    writeFileAtomically(path, new TextEncoder().encode(JSON.stringify(stored)));
  }

  private pathOf(key: string): string {
    return join(this.folder, key.slice(0, 2), `${key}.json`);
  }
}
