// The library of models: versions of learned models in the database, shipped potentials by name, and which of them answers.

import { mixtureTerms } from "@adatom/models/potentials/mixture-name.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { parameterFileEnding } from "@adatom/protocol/parameter-file.ts";
import type { ProjectFile } from "@adatom/protocol/project-file.ts";
import type { Compute } from "../compute/contract.ts";
import type { ModelLibrary, ModelVersion, Project } from "../project/contract.ts";
import { importedModel, parameterFile } from "./imported-model.ts";
import type { Store } from "./store.ts";

interface Stored {
  project: string;
  name: string;
  version: number;
  path: string;
  created_at: string;
  run: number | null;
  validation: string | null;
  test: string | null;
  species: string;
  reason: string;
  active: number;
}

type Resolved = NonNullable<Awaited<ReturnType<ModelLibrary["resolve"]>>>;

/** `compute` is asked only for what potentials are shipped and what covers which elements; answers of shipped ones are kept. */
export function createModelLibrary({ store, compute }: { store: Store; compute: Pick<Compute, "request"> }): ModelLibrary {
  const { database } = store;
  const listeners: ((version: ModelVersion) => void)[] = [];
  const select = database.prepare("SELECT * FROM model_versions WHERE project = ? AND name = ? ORDER BY version");
  const selectActive = database.prepare("SELECT * FROM model_versions WHERE project = ? AND name = ? AND active = 1");
  const newest = database.prepare("SELECT MAX(version) AS version FROM model_versions WHERE project = ? AND name = ?");
  const insert = database.prepare(
    "INSERT INTO model_versions (project, name, version, path, created_at, run, validation, test, species, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const deactivate = database.prepare("UPDATE model_versions SET active = 0 WHERE project = ? AND name = ?");
  const activateOne = database.prepare("UPDATE model_versions SET active = 1 WHERE project = ? AND name = ? AND version = ?");
  const shippedFor = new Map<string, Promise<{ name: string } | null>>();
  let shippedNames: Promise<string[]> | undefined;

  function versions(project: string, name: string): ModelVersion[] {
    return (select.all(project, name) as unknown as Stored[]).map(toVersion);
  }

  function active(project: string, name: string): ModelVersion | null {
    const stored = selectActive.get(project, name) as Stored | undefined;
    return stored ? toVersion(stored) : null;
  }

  function activate(project: string, name: string, version: number): ModelVersion {
    const found = versions(project, name).find((one) => one.version === version);
    if (!found) throw unknownVersion(project, name, version);
    if (found.active) return found;
    database.exec("BEGIN IMMEDIATE");
    try {
      deactivate.run(project, name);
      activateOne.run(project, name, version);
      database.exec("COMMIT");
    } catch (error) {
      database.exec("ROLLBACK");
      throw error;
    }
    const activated = { ...found, active: true };
    for (const listener of listeners) listener(activated);
    return activated;
  }

  function unknownVersion(project: string, name: string, version: number): Failure {
    const known = versions(project, name).map((one) => one.version);
    const has = known.length > 0 ? `It has ${known.join(", ")}.` : "It has none yet: train it first.";
    return new Failure("UnknownModel", `Model "${name}" of ${project} has no version ${version}. ${has}`);
  }

  /** A model of a project by name or name@version, a trained version or a name for a shipped potential. */
  async function ofProject(project: Project, choice: string): Promise<Resolved> {
    const at = choice.lastIndexOf("@");
    const name = at > 0 ? choice.slice(0, at) : choice;
    const declared = project.content?.models[name];
    if (declared?.type === "shipped") return shipped(declared.potential);
    if (declared && !("data" in declared)) return importedModel(project.folder, name, declared);
    const stored = versions(project.folder, name);
    if (!declared && stored.length === 0)
      throw new Failure("UnknownModel", `${project.file} has no model "${name}". ${namesOf(project.content)}`);
    const wanted = at > 0 ? Number(choice.slice(at + 1)) : null;
    const version = wanted === null ? stored.find((one) => one.active) : stored.find((one) => one.version === wanted);
    if (!version && wanted !== null) throw unknownVersion(project.folder, name, wanted);
    if (!version) throw new Failure("UnknownModel", `Model "${name}" has no version yet: train it first (adatom train ${name}).`);
    return {
      reference: { kind: "stored", name, version: version.version, path: version.path },
      label: `${name}@${version.version}`,
      createdAt: version.createdAt,
    };
  }

  async function shipped(name: string): Promise<Resolved> {
    shippedNames ??= compute.request("shipped.list", {}).then((list) => list.map((potential) => potential.name));
    const names = await forgetOnFailure(shippedNames, () => {
      shippedNames = undefined;
    });
    // A sum of shipped ones has a name too: "0.7*sw-si-1985 + 0.3*tersoff-si-1988".
    const missing = names.includes(name) ? undefined : (mixtureTerms(name) ?? [{ name }]).find((part) => !names.includes(part.name));
    if (missing) throw new Failure("UnknownModel", `There is no shipped potential "${missing.name}". There are: ${names.join(", ")}.`);
    return { reference: { kind: "shipped", name }, label: name, createdAt: null };
  }

  /** A default that cannot answer (not trained yet, other elements) leaves the answer to a shipped potential. */
  async function ofDefault(project: Project, species: readonly number[]): Promise<Resolved | null> {
    const name = project.content?.defaultModel;
    if (name === undefined) return null;
    const declared = project.content?.models[name];
    if (declared && declared.type !== "shipped" && !("data" in declared)) {
      const imported = await importedModel(project.folder, name, declared);
      const covered = await compute.request("model.species", { model: imported.reference });
      return species.every((number) => covered.species.includes(number)) ? imported : null;
    }
    const trained = active(project.folder, name);
    if (declared?.type !== "shipped") {
      if (!trained || !species.every((number) => trained.species.includes(number))) return null;
    }
    return ofProject(project, name);
  }

  return {
    versions,
    active,
    activate,
    add(version, makeActive) {
      const number = ((newest.get(version.project, version.name) as { version: number | null }).version ?? 0) + 1;
      const { project, name, path, createdAt, run, validation, test, species, reason } = version;
      insert.run(project, name, number, path, createdAt, run, json(validation), json(test), JSON.stringify(species), reason);
      return makeActive ? activate(project, name, number) : { ...version, version: number, active: false };
    },
    async resolve({ potential, model, project, species }) {
      if (potential !== undefined) return parameterFileEnding.test(potential) ? parameterFile(potential) : shipped(potential);
      if (model !== undefined) {
        if (project) return ofProject(project, model);
        throw new Failure(
          "UnknownModel",
          `Model "${model}" was asked for outside a project: name the project's folder, or a shipped potential instead.`,
        );
      }
      const chosen = project ? await ofDefault(project, species) : null;
      if (chosen) return chosen;
      const present = [...new Set(species)].sort((a, b) => a - b);
      const key = present.join(",");
      const asked = shippedFor.get(key) ?? compute.request("shipped.for", { species: present });
      shippedFor.set(key, asked);
      const found = await forgetOnFailure(asked, () => shippedFor.delete(key));
      return found ? { reference: { kind: "shipped", name: found.name }, label: found.name, createdAt: null } : null;
    },
    onActivated: (listener) => void listeners.push(listener),
  };
}

async function forgetOnFailure<T>(promise: Promise<T>, forget: () => void): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    forget();
    throw error;
  }
}

function toVersion(stored: Stored): ModelVersion {
  const { created_at: createdAt, validation, test, species, active, ...same } = stored;
  return {
    ...same,
    createdAt,
    validation: validation === null ? null : (JSON.parse(validation) as Record<string, number>),
    test: test === null ? null : (JSON.parse(test) as Record<string, number>),
    species: JSON.parse(species) as number[],
    active: active === 1,
  };
}

function json(value: Readonly<Record<string, number>> | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

function namesOf(content: ProjectFile | null): string {
  const names = Object.keys(content?.models ?? {});
  return names.length > 0 ? `It has: ${names.join(", ")}.` : "It has none.";
}
