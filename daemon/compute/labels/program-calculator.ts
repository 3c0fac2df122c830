// A program run once for every structure, through files in a work folder of its own.
import { rmSync } from "node:fs";
import { type LabelReader, type PreparedCalculation, prepareCalculation } from "@adatom/models/calculators/program.ts";
import { programNamed } from "@adatom/models/calculators/programs/index.ts";
import { labelReaderNamed } from "@adatom/models/calculators/readers.ts";
import type { Reference, Structure } from "@adatom/models/structure/structure.ts";
import { contentDigest } from "../../store/atomic-file.ts";
import { type Calculator, type CalculatorSpec, LabelFailure } from "./calculator.ts";
import { runProgram } from "./process-group.ts";
import { digestsOf, lastWords, makeWorkFolder, outputText } from "./work-folder.ts";

type Spec = Extract<CalculatorSpec, { type: "program" }>;

/** @throws Error naming a file or a reader that is not there */
export function createProgramCalculator(spec: Spec, workFolder: string): Calculator {
  const { name, template, files, environment, timeoutSeconds, reader: readerName, outputs, workers, keepFolders } = spec;
  const digests = digestsOf(files);
  const reader = readerOf(spec);
  const refuses = template === null ? undefined : programNamed(template)?.refuses;

  function prepare(structure: Structure): PreparedCalculation {
    const refusal = refuses?.(structure);
    if (refusal) throw new Error(refusal);
    return prepareCalculation(spec, structure);
  }

  return {
    workers,
    keyOf(structure) {
      const { files: texts, command } = prepare(structure);
      return contentDigest(new TextEncoder().encode(JSON.stringify({ texts, command, digests, environment, readerName, outputs })));
    },
    async label(structure, key, signal): Promise<Reference> {
      const { files: texts, command } = prepare(structure);
      const folder = makeWorkFolder(workFolder, key.slice(0, 16), texts, files);
      const fail = (message: string): never => {
        throw new LabelFailure(`${name}: ${message}`, folder);
      };
      const end = await runProgram({ command, folder, environment, timeoutSeconds }, signal).catch((error: Error) => {
        if (signal.aborted) {
          rmSync(folder, { recursive: true, force: true });
          throw error;
        }
        return fail(error.message);
      });
      if (end.timedOut) fail(`${command[0]} took longer than ${timeoutSeconds} s and was killed (timeoutSeconds)`);
      if (end.killedBy) fail(`${command[0]} was ended by ${end.killedBy}${lastWords(folder)}`);
      // Results before a bad end are not to be trusted.
      if (end.status !== 0) fail(`${command[0]} ended with status ${end.status}${lastWords(folder)}`);
      const written = outputs.map((file) => outputText(folder, file));
      const { value, problems } = reader.read(written, structure, outputs);
      const [problem] = problems;
      if (!value) return fail(problem ? `${problem.file}:${problem.line + 1}: ${problem.message}` : "its output holds no result");
      if (keepFolders === "failed") rmSync(folder, { recursive: true, force: true });
      return value;
    },
    dispose() {},
  };
}

function readerOf({ reader, name }: Spec): LabelReader {
  const found = labelReaderNamed(reader);
  if (!found) throw new Error(`calculator ${name}: there is no reader "${reader}"`);
  return found;
}
