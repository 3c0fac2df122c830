// Long and hostile runs at full size: `npm run trials [NAME...]`. Each trial is a module with `run(options)` that throws
// when what it tries does not hold, and `full`, its options at full size. The default tests run short forms of the same.
// A trial that exports `variants`, options by name, has parts that can be run alone: NAME:VARIANT.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { glob } from "tinyglobby";
import { repositoryRoot } from "../runner/files.ts";

interface Trial {
  run(options: unknown): Promise<unknown>;
  readonly full: unknown;
  readonly variants?: Readonly<Record<string, unknown>>;
}

const folder = path.join(repositoryRoot, "test/trials");
const names = (await glob(["*.ts"], { cwd: folder, ignore: ["*.test.ts", "main.ts"] })).map((file) => file.slice(0, -3)).sort();
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !names.includes(name.split(":")[0]!));
if (unknown.length > 0) {
  console.error(`no trial named ${unknown.join(", ")}; there are: ${names.join(", ")}`);
  process.exit(2);
}

let failed = 0;
const chosen = asked.length > 0 ? asked : names;
for (const name of chosen) {
  const [file, variant] = name.split(":");
  const module = (await import(pathToFileURL(path.join(folder, `${file}.ts`)).href)) as Partial<Trial>;
  if (!module.run) continue; // a part that several trials share
  const started = performance.now();
  try {
    const { variants = {} } = module;
    if (variant && !(variant in variants)) throw new Error(`${file} has the variants ${Object.keys(variants).join(", ")}`);
    const outcome = await module.run(variant ? variants[variant] : module.full);
    console.log(
      `ok   ${name}  ${((performance.now() - started) / 1000).toFixed(1)} s  ${outcome === undefined ? "" : JSON.stringify(outcome)}`,
    );
  } catch (error) {
    failed += 1;
    console.log(
      `FAIL ${name}  ${((performance.now() - started) / 1000).toFixed(1)} s\n${error instanceof Error ? error.stack : String(error)}`,
    );
  }
}
console.log(`${chosen.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
