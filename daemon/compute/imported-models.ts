// Potentials of other programs, read from their files.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { aenetDescription, readAenetModel } from "@adatom/models/formats/potentials/aenet-model.ts";
import { n2p2Description, readN2p2Model } from "@adatom/models/formats/potentials/n2p2-potential.ts";
import type { AtomicNetworkModel } from "@adatom/models/networks/atomic-network/model.ts";
import { createAtomicNetworkPotential } from "@adatom/models/networks/atomic-network/potential.ts";
import { readPotentialFile } from "@adatom/models/potentials/files/potential-file.ts";
import type { Potential } from "@adatom/models/potentials/potential.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import type { ImportedSource, ModelReference } from "./contract.ts";

type Imported = Extract<ModelReference, { kind: "imported" }>;

/** @throws Failure UnknownModel naming the file and what is wrong with it */
export function readImported(reference: Imported): Potential {
  const { source, name } = reference;
  if (source.program === "lammps") return readParameterFile(source, name);
  const model = readImportedModel(reference);
  const description = source.program === "n2p2" ? n2p2Description(model) : aenetDescription(model);
  return createAtomicNetworkPotential(model, name, description);
}

/** @throws Failure UnknownModel naming the file and what is wrong with it */
export function readImportedModel({ source, name }: Imported): AtomicNetworkModel {
  if (source.program === "lammps") throw new RangeError("it is no network; only trained and imported network potentials can be exported.");
  try {
    return source.program === "n2p2" ? readN2p2(source) : readAenet(source);
  } catch (error) {
    throw new Failure("UnknownModel", `Model ${name} cannot be used: ${(error as Error).message}`);
  }
}

function readN2p2({ folder, units }: Extract<ImportedSource, { program: "n2p2" }>): AtomicNetworkModel {
  const text = (file: string): string => readFileSync(join(folder, file), "utf8");
  const weights = readdirSync(folder).flatMap((file): [string, string][] => {
    const number = /^weights\.(\d+)\.data$/.exec(file)?.[1];
    return number === undefined ? [] : [[String(Number(number)), text(file)]];
  });
  return readN2p2Model({ inputNn: text("input.nn"), scaling: text("scaling.data"), weights: Object.fromEntries(weights) }, units);
}

function readAenet({ networks, angularDomain }: Extract<ImportedSource, { program: "aenet" }>): AtomicNetworkModel {
  const files = Object.values(networks).map(
    (path) => [path, path.endsWith(".ascii") ? readFileSync(path, "utf8") : readFileSync(path)] as const,
  );
  return readAenetModel(Object.fromEntries(files), { angularDomain });
}

function readParameterFile({ file, labels }: Extract<ImportedSource, { program: "lammps" }>, name: string): Potential {
  const { value, problems } = readPotentialFile(file, readFileSync(file, "utf8"), { name, ...(labels && { labels }) });
  if (value) return value;
  const first = problems.find((problem) => problem.severity === "error");
  const where = first ? `line ${first.line + 1}: ${first.message}` : "it holds no potential.";
  throw new Failure("UnknownModel", `Model ${name} cannot be used: ${file}, ${where}`, { problems });
}
