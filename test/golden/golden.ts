// Golden cases: text files of sections "=== NAME" with marks such as @a@ at the start of lines, which are taken out of the text.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface GoldenCase {
  readonly name: string;
  /** Of the section "=== file NAME". */
  readonly fileName: string;
  readonly text: string;
  /** Line of each mark, from 0. */
  readonly marks: ReadonlyMap<string, number>;
  /** The other sections by their title, without blank lines at their ends. */
  readonly expected: ReadonlyMap<string, string>;
}

export function goldenCases(folder: string): GoldenCase[] {
  const path = fileURLToPath(new URL(`./${folder}/`, import.meta.url));
  return readdirSync(path)
    .filter((name) => name.endsWith(".txt"))
    .sort()
    .map((name) => readCase(name.replace(/\.txt$/, ""), readFileSync(`${path}${name}`, "utf8")));
}

function readCase(name: string, content: string): GoldenCase {
  const [, ...sections] = `\n${content}`.split(/\n=== /);
  const expected = new Map<string, string>();
  const marks = new Map<string, number>();
  let fileName = "";
  let text = "";
  for (const section of sections) {
    const [title, ...lines] = section.split("\n");
    if (!title!.startsWith("file ")) {
      expected.set(title!.trim(), lines.join("\n").trim());
      continue;
    }
    fileName = title!.slice("file ".length).trim();
    const plain = lines.map((line, index) => {
      const mark = /^@(\w+)@/.exec(line);
      if (mark) marks.set(mark[1]!, index);
      return mark ? line.slice(mark[0].length) : line;
    });
    text = `${plain.join("\n").trimEnd()}\n`;
  }
  return { name, fileName, text, marks, expected };
}
