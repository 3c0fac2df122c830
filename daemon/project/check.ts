// Checks a text of adatom.json: syntax, schema, unknown keys, names that refer to nothing. Pure; files are not looked at.
import { calculator } from "@adatom/protocol/calculator.ts";
import { issueWords } from "@adatom/protocol/issue-words.ts";
import {
  aenetModel,
  behlerParrinelloModel,
  dataSet,
  lammpsModel,
  n2p2Model,
  type ProjectFile,
  projectFile,
  shippedModel,
  structureEnergyModel,
} from "@adatom/protocol/project-file.ts";
import type { ProtocolProblem } from "@adatom/protocol/structure.ts";
import { getNodeValue } from "jsonc-parser";
import { z } from "zod";
import { hint } from "./did-you-mean.ts";
import { type JsonText, readJsonText, syntaxMessage } from "./json-text.ts";
import { constantsAt, keysAt } from "./schema-keys.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

const model = z.discriminatedUnion("type", [behlerParrinelloModel, structureEnergyModel, shippedModel, n2p2Model, aenetModel, lammpsModel]);

export function checkProject(text: string, file: string): { content: ProjectFile | null; problems: ProtocolProblem[] } {
  const json = readJsonText(text, file);
  // The parser may say the same of one place several times.
  const distinct = new Map(json.errors.map((error) => [`${error.offset} ${error.error}`, error]));
  const problems = [...distinct.values()].map((error) => json.problem(error, "error", "syntax", syntaxMessage(error)));
  const value: unknown = json.root ? getNodeValue(json.root) : undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    if (problems.length === 0)
      problems.push(json.problem(json.value([]), "error", "not-an-object", "adatom.json must hold an object: {...}."));
    return { content: null, problems };
  }
  const parsed = projectFile.safeParse(value);
  if (!parsed.success) problems.push(...parsed.error.issues.flatMap((issue) => describe(issue, [], json)));
  const content = parsed.success ? parsed.data : validParts(value as Record<string, unknown>);
  problems.push(...danglingNames(value as Record<string, unknown>, json));
  return { content, problems };
}

function describe(issue: Issue, before: Path, json: JsonText): ProtocolProblem[] {
  const path: Path = [...before, ...(issue.path as (string | number)[])];
  const name = path.length > 0 ? path.join(".") : "adatom.json";
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) =>
      json.problem(json.key(path, key), "error", "unknown-key", `${name} has no key "${key}".${hint(key, keysAt(path))}`),
    );
  }
  if (issue.code === "invalid_union") {
    const branches = issue.errors.filter((branch) => !branch.some((one) => one.code === "invalid_type" && one.path.length === 0));
    const nearest = branches.sort((a, b) => a.length - b.length)[0];
    if (nearest) return nearest.flatMap((inner) => describe(inner, path, json));
    if (issue.discriminator !== undefined) {
      const types = constantsAt(path);
      const given = json.root ? at(getNodeValue(json.root), path) : undefined;
      const message = `${name} must be one of ${types.map((type) => `"${type}"`).join(", ")}.`;
      const near = typeof given === "string" ? hint(given, types) : "";
      return [json.problem(json.value(path), "error", "wrong-value", `${message}${near.startsWith(" Did") ? near : ""}`)];
    }
    // A value of a kind that no branch takes.
    const kinds = new Set(issue.errors.flatMap((branch) => branch.flatMap((one) => (one.code === "invalid_type" ? [one.expected] : []))));
    if (kinds.size > 0) return [json.problem(json.value(path), "error", "wrong-value", `${name}: expected ${[...kinds].join(" or ")}.`)];
  }
  const words = issueWords(issue);
  return [json.problem(json.value(path), "error", words === " is missing" ? "missing" : "wrong-value", `${name}${words}.`)];
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, step) => (inner as Record<string | number, unknown> | undefined)?.[step], value);
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** What can be used of a file that is wrong elsewhere. */
function validParts(value: Record<string, unknown>): ProjectFile {
  const keep = <S extends z.ZodType>(schema: S, given: unknown): Record<string, z.infer<S>> =>
    Object.fromEntries(
      entries(given).flatMap(([name, part]) => {
        const parsed = schema.safeParse(part);
        return parsed.success ? [[name, parsed.data]] : [];
      }),
    );
  const models = keep(model, value.models);
  const chosen = value.defaultModel;
  return {
    dataSets: keep(dataSet, value.dataSets),
    models,
    calculators: keep(calculator, value.calculators),
    ...(typeof chosen === "string" && chosen in models ? { defaultModel: chosen } : {}),
  };
}

function danglingNames(value: Record<string, unknown>, json: JsonText): ProtocolProblem[] {
  const problems: ProtocolProblem[] = [];
  const dataSets = entries(value.dataSets).map(([name]) => name);
  const models = entries(value.models).map(([name]) => name);
  for (const [name, one] of entries(value.models)) {
    const from = at(one, ["startFrom"]);
    const named = typeof from === "string" ? from.replace(/@\d+$/, "") : undefined;
    if (named !== undefined && !models.includes(named)) {
      const message = `Training of model "${name}" is to start from "${named}", which is not in models.${hint(named, models)}`;
      problems.push(json.problem(json.value(["models", name, "startFrom"]), "error", "unknown-model", message));
    }
    const data = at(one, ["data"]);
    if (typeof data === "string" && !dataSets.includes(data)) {
      const message = `Model "${name}" is to be trained on data set "${data}", which is not in dataSets.${hint(data, dataSets)}`;
      problems.push(json.problem(json.value(["models", name, "data"]), "error", "unknown-data-set", message));
    }
  }
  const chosen = value.defaultModel;
  for (const [name, one] of entries(value.calculators)) {
    const used = at(one, ["model"]);
    if (typeof used !== "string" || models.includes(used)) continue;
    const message = `Calculator "${name}" is to ask model "${used}", which is not in models.${hint(used, models)}`;
    problems.push(json.problem(json.value(["calculators", name, "model"]), "error", "unknown-model", message));
  }
  if (typeof chosen === "string" && !models.includes(chosen)) {
    const message = `defaultModel is "${chosen}", which is not in models.${hint(chosen, models)}`;
    problems.push(json.problem(json.value(["defaultModel"]), "error", "unknown-model", message));
  }
  return problems;
}
