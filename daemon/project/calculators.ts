// A calculator of adatom.json made whole: templates read, the shipped program's parts filled in, paths made absolute.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { settled } from "@adatom/models/calculators/program.ts";
import { programNamed } from "@adatom/models/calculators/programs/index.ts";
import { labelReaderNamed, labelReaders } from "@adatom/models/calculators/readers.ts";
import type { Calculator } from "@adatom/protocol/calculator.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import type { CalculatorSpec, RunSpec } from "../compute/labels/calculator.ts";
import type { ModelLibrary, Project } from "./contract.ts";
import { hint } from "./did-you-mean.ts";

/** @throws Failure BadProject naming the field, UnknownModel */
export async function resolveCalculator(project: Project, given: string | undefined, models: ModelLibrary): Promise<CalculatorSpec> {
  const all = project.content?.calculators ?? {};
  const names = Object.keys(all);
  const name = given ?? (names.length === 1 ? names[0]! : undefined);
  const wrong = (message: string): Failure => new Failure("BadProject", `${project.file}: ${message}`, { problems: project.problems });
  if (name === undefined)
    throw wrong(
      names.length === 0 ? "there is no calculator; write one under calculators" : `name one of the calculators ${names.join(", ")}`,
    );
  const found = all[name];
  if (!found) throw wrong(`there is no calculator "${name}".${hint(name, names)}`);
  if (found.type === "model") return { type: "model", name, model: await modelOf(found, project, models, wrong) };
  const run = await runSpec(found, name, project, wrong);
  if (found.type === "i-pi") {
    if (run.command.length === 0 && found.socket === undefined)
      throw wrong(`calculators.${name}: say what is to be started (command), or which socket a program connects to (socket)`);
    return { type: "i-pi", ...run, socket: found.socket ?? null };
  }
  if (run.command.length === 0) throw wrong(`calculators.${name}.command is missing, and no template brings one`);
  const reader = found.output?.reader ?? (found.template && programNamed(found.template)?.reader);
  if (reader === undefined) throw wrong(`calculators.${name}.output is missing: say what reads the program's result`);
  const known = labelReaderNamed(reader);
  if (!known) {
    const readers = labelReaders.map((one) => one.name);
    throw wrong(
      `calculators.${name}.output.reader: there is no reader "${reader}".${hint(reader, readers)} There are ${readers.join(", ")}.`,
    );
  }
  const { workers, keepFolders } = found;
  return { type: "program", ...run, reader, outputs: found.output?.files ?? known.files, workers, keepFolders };
}

type Wrong = (message: string) => Failure;

async function modelOf(found: Extract<Calculator, { type: "model" }>, project: Project, models: ModelLibrary, wrong: Wrong) {
  const { potential, model } = found;
  const resolved = await models.resolve({
    ...(potential !== undefined && { potential }),
    ...(model !== undefined && { model }),
    project,
    species: [],
  });
  if (!resolved) throw wrong(`there is no model ${potential ?? model}`);
  return resolved.reference;
}

async function runSpec(found: Exclude<Calculator, { type: "model" }>, name: string, project: Project, wrong: Wrong): Promise<RunSpec> {
  const { template, inputs, files, values, species, environment, timeoutSeconds } = found;
  const program = template === undefined ? undefined : programNamed(template);
  const shipped = found.type === "program" || program?.asksOverSocket ? program : undefined;
  const own: Record<string, string> = {};
  for (const [file, path] of Object.entries(inputs)) {
    try {
      own[file] = await readFile(resolve(project.folder, path), "utf8");
    } catch (error) {
      throw wrong(`calculators.${name}.inputs: ${path} cannot be read (${(error as Error).message})`);
    }
  }
  return {
    name,
    template: template ?? null,
    // Most programs need other inputs for a socket than the shipped ones.
    inputs: { ...shipped?.inputs, ...own },
    command: found.command ?? shipped?.command ?? [],
    ...settled(program, { values, species }),
    files: files.map((path) => resolve(project.folder, path)),
    environment,
    timeoutSeconds,
  };
}
