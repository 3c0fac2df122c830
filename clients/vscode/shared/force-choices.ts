// What can move the atoms of a structure: its project's models and calculators, and the shipped potentials.
import type { Result } from "@adatom/protocol/define.ts";
import type { listModels } from "@adatom/protocol/models.ts";
import type { openProject } from "@adatom/protocol/project.ts";

/** As the parameters of relax and md name it. */
export interface Forces {
  readonly project?: string;
  readonly model?: string;
  readonly calculator?: string;
  readonly potential?: string;
}

export interface ForceChoice {
  readonly label: string;
  readonly description: string;
  readonly forces: Forces;
}

/** @param project the structure's own, null where it is in none @param shipped all shipped potentials */
export function forceChoices(project: Result<typeof openProject> | null, shipped: Result<typeof listModels>["shipped"]): ForceChoice[] {
  const { folder, models, calculators, defaultModel } = project ?? { folder: "", models: [], calculators: [], defaultModel: null };
  const usable = models.filter(({ data, activeVersion }) => data === null || activeVersion !== null);
  return [
    ...usable.map(({ name, type, activeVersion }) => ({
      label: name,
      description: [
        type,
        ...(activeVersion === null ? [] : [`version ${activeVersion}`]),
        ...(name === defaultModel ? ["default"] : []),
      ].join(" · "),
      forces: { project: folder, model: name },
    })),
    ...calculators.map(({ name, type, program }) => ({
      label: name,
      description: `calculator · ${program ?? type}`,
      forces: { project: folder, calculator: name },
    })),
    ...shipped.map(({ name, species }) => ({
      label: name,
      description: `shipped · ${species.join(", ")}`,
      forces: { potential: name },
    })),
  ];
}

/** The deepest of these folders that holds the file; undefined where none does. Both with the system's own separator. */
export function folderHolding(folders: readonly string[], file: string, separator: string): string | undefined {
  const holding = folders.filter((folder) => file.startsWith(folder.endsWith(separator) ? folder : folder + separator));
  return holding.sort((a, b) => b.length - a.length)[0];
}
