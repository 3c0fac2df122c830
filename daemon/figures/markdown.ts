// Tables as Markdown, numbers to the digits that mean something.
import type { Table } from "@adatom/models/figures/figure.ts";

export function tableAsMarkdown({ title, columns, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [`### ${title}`, "", line(columns), line(columns.map(() => "---")), ...rows.map((row) => line(row.map(cellText))), ""].join("\n");
}

export function cellText(cell: string | number | null): string {
  if (cell === null) return "-";
  if (typeof cell === "string") return cell.replaceAll("|", "\\|");
  return Number.isInteger(cell) ? String(cell) : String(Number(cell.toPrecision(4)));
}
