// adatom/descriptors/import in compute: files that aenet and n2p2 train by, read as settings of a model of adatom.json.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Stepwise } from "@adatom/models/analysis/stepwise.ts";
import type { Problem } from "@adatom/models/formats/format.ts";
import { type AenetInput, readAenetInput } from "@adatom/models/formats/potentials/aenet-inputs.ts";
import type { AenetSetup } from "@adatom/models/formats/potentials/aenet-network.ts";
import { readAenetSetupFile } from "@adatom/models/formats/potentials/aenet-setup-file.ts";
import { settingsFromAenet, settingsFromN2p2, type TheirSettings } from "@adatom/models/formats/potentials/their-settings.ts";
import type { Params, Result } from "@adatom/protocol/define.ts";
import type { importDescriptors } from "@adatom/protocol/descriptors.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { writeFileAtomically } from "../../store/atomic-file.ts";
import { unreadable } from "../../store/unreadable-file.ts";

export type ImportTask = Params<typeof importDescriptors>;

export function* importSteps({ files, units, angularDomain, output, overwrite }: ImportTask): Stepwise<Result<typeof importDescriptors>> {
  if (output !== undefined && existsSync(output) && !overwrite)
    throw new Failure("FileUnreadable", `${output} is there already; name another file, or allow to overwrite it.`);
  const texts = files.map((file) => [file, textOf(file)] as const);
  const n2p2 = texts.filter(([, text]) => /^\s*symfunction_short\s/m.test(text));
  if (n2p2.length > 0 && texts.length > 1)
    throw new Failure("BadStructure", `${n2p2[0]![0]} is n2p2's and says everything: name it alone.`);
  const { functions, notes, ...settings } = n2p2[0] ? ofN2p2(n2p2[0], units) : ofAenet(texts, angularDomain);
  // Plain JSON: what is undefined is not there.
  const model = JSON.parse(JSON.stringify(settings)) as Result<typeof importDescriptors>["model"];
  if (output !== undefined) write(output, model);
  return { model, functions: { ...functions }, notes: [...notes], output: output ?? null };
}

function ofN2p2([file, text]: readonly [string, string], units: ImportTask["units"]): TheirSettings {
  if (units === undefined)
    throw new Failure("BadStructure", `${file} does not say its units: name them (units), angstrom-ev or bohr-hartree.`);
  const { value, problems } = sensible(file, () => settingsFromN2p2(text, units));
  return value ?? wrong(file, problems);
}

function ofAenet(texts: readonly (readonly [string, string])[], angularDomain: ImportTask["angularDomain"]): TheirSettings {
  const setups = new Map<string, AenetSetup>();
  const inputs: AenetInput[] = [];
  const readSetup = (file: string, text: string): void => {
    const { value, problems } = readAenetSetupFile(text);
    setups.set(file, value ?? wrong(file, problems));
  };
  for (const [file, text] of texts) {
    if (/^\s*(BASIS|FUNCTIONS|SYMMFUNC)\b/im.test(text)) readSetup(file, text);
    else {
      const { value, problems } = readAenetInput(text);
      inputs.push(value ?? wrong(file, problems));
      for (const setup of Object.values(value?.setups ?? {})) readSetup(join(dirname(file), setup), textOf(join(dirname(file), setup)));
    }
  }
  if (setups.size === 0)
    throw new Failure(
      "BadStructure",
      `${texts.map(([file]) => file).join(", ")}: there is no set-up of functions in it. Name the .stp files, or generate.in, which names them.`,
    );
  const rest = Object.assign({}, ...inputs) as AenetInput;
  const others = inputs.flatMap((input) => input.others);
  // Of a generate.in alone there is nothing to say of the training.
  const trained = inputs.some(({ networks, method }) => networks !== undefined || method !== undefined);
  const said = trained ? { ...rest, others } : undefined;
  return sensible(texts[0]![0], () => settingsFromAenet([...setups.values()], said, angularDomain));
}

function sensible<T>(file: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof Error && !(error instanceof Failure)) throw new Failure("BadStructure", `${file}: ${error.message}.`);
    throw error;
  }
}

function wrong(file: string, problems: readonly Problem[]): never {
  const [first] = problems;
  throw new Failure(
    "BadStructure",
    `${file}${first ? `:${first.line + 1}:${first.column + 1}: ${first.message}` : ": it cannot be read."}`,
  );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw unreadable(file, error);
  }
}

function write(path: string, model: object): void {
  try {
    writeFileAtomically(path, new TextEncoder().encode(`${JSON.stringify(model, null, 2)}\n`));
  } catch (error) {
    throw new Failure("FileUnreadable", `${path} cannot be written: ${(error as Error).message}`);
  }
}
