// What a study leaves behind: NAME.md with its tables, NAME.json with every number, an SVG file for each figure.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { CaseOutcome, Study, StudyReport } from "@adatom/models/studies/study.ts";
import { tableAsMarkdown } from "../../figures/markdown.ts";
import { figureAsSvg } from "../../figures/svg.ts";
import { writeFileAtomically } from "../../store/atomic-file.ts";

/** @returns absolute paths, tables first */
export function writeStudy(
  folder: string,
  study: Study,
  conditions: Readonly<Record<string, unknown>>,
  report: StudyReport,
  outcomes: readonly CaseOutcome[],
): string[] {
  mkdirSync(folder, { recursive: true });
  const written: string[] = [];
  const write = (name: string, text: string): void => {
    const path = join(folder, name);
    writeFileAtomically(path, new TextEncoder().encode(text));
    written.push(path);
  };
  const figureFile = (name: string): string => `${study.name}-${name}.svg`;
  const lines = [
    `# ${study.title}`,
    "",
    `In the thesis (A. Maharaj, 2018): ${study.thesis}`,
    "",
    ...Object.entries(conditions).map(([name, value]) => `- ${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`),
    "",
    ...report.tables.map(tableAsMarkdown),
    ...report.figures.map(({ name, title }) => `![${title}](${figureFile(name)})\n`),
  ];
  write(`${study.name}.md`, lines.join("\n"));
  const { tables, figures } = report;
  write(`${study.name}.json`, `${JSON.stringify({ study: study.name, conditions, tables, figures, cases: outcomes }, null, 1)}\n`);
  for (const figure of figures) write(figureFile(figure.name), figureAsSvg(figure));
  return written;
}
