// The text of docs/protocol.md, made from the zod schemas of protocol/.
import type { Definition } from "@adatom/protocol/define.ts";
import { errorCodes } from "@adatom/protocol/errors.ts";
import { definitions } from "@adatom/protocol/index.ts";
import { protocolNumber } from "@adatom/protocol/version.ts";
import { z } from "zod";

type Schema = z.core.JSONSchema.JSONSchema;

/** One line for a type: string, integer, {a, b?}[], "x" | "y". */
function typeName(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" \\| ");
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return options.map((option) => typeName(option as Schema)).join(" \\| ");
  if (schema.type === "array") {
    if (Array.isArray(schema.prefixItems)) return `[${schema.prefixItems.map((item) => typeName(item as Schema)).join(", ")}]`;
    const item =
      schema.items && typeof schema.items === "object" && !Array.isArray(schema.items) ? typeName(schema.items as Schema) : "any";
    return item.includes(" ") && !item.startsWith("{") ? `(${item})[]` : `${item}[]`;
  }
  if (schema.type === "object") {
    const required = new Set(schema.required ?? []);
    const names = Object.keys(schema.properties ?? {}).map((name) => (required.has(name) ? name : `${name}?`));
    return names.length > 0 ? `{${names.join(", ")}}` : "{by name}";
  }
  return String(schema.type ?? "any");
}

function fieldRows(schema: Schema, prefix = ""): string[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const field = value as Schema;
    const note = [field.description, field.default === undefined ? "" : `default ${JSON.stringify(field.default)}`]
      .filter(Boolean)
      .join("; ");
    const row = `| \`${prefix}${name}\`${required.has(name) ? "" : " (optional)"} | ${typeName(field)} | ${note} |`;
    const inner = field.type === "array" && field.items && typeof field.items === "object" ? (field.items as Schema) : field;
    return [
      row,
      ...(inner.type === "object" && inner.properties ? fieldRows(inner, `${prefix}${name}${field.type === "array" ? "[]." : "."}`) : []),
    ];
  });
}

function schemaSection(title: string, schema: z.ZodType, io: "input" | "output"): string[] {
  const json = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Schema;
  const rows = fieldRows(json);
  return rows.length > 0 ? [`${title}:`, "", "| field | type | meaning |", "| --- | --- | --- |", ...rows, ""] : [`${title}: nothing.`, ""];
}

function definitionSection(definition: Definition): string[] {
  const head = [`### ${definition.method}`, "", definition.summary, ""];
  if (definition.kind === "lsp") return [...head, `Shapes: the Language Server Protocol's own. Since ${definition.since}.`, ""];
  if (definition.kind === "notification")
    return [
      ...head,
      ...schemaSection(`Notification from the ${definition.from}`, definition.params, "output"),
      `Since ${definition.since}.`,
      "",
    ];
  const errors = definition.errors.length > 0 ? `Errors: ${definition.errors.join(", ")}. ` : "";
  return [
    ...head,
    ...schemaSection("Params", definition.params, "input"),
    ...schemaSection("Result", definition.result, "output"),
    `${errors}Since ${definition.since}.`,
    "",
  ];
}

export function protocolDocumentation(): string {
  const lines = [
    "# Protocol",
    "",
    "<!-- Made from protocol/*.ts by `npm run docs`; do not edit by hand. -->",
    "",
    `JSON-RPC 2.0 with LSP's framing over the daemon's local socket. Protocol number ${protocolNumber}. The first message is adatom/hello. Units: eV, angstrom, eV/angstrom, eV/angstrom^3, fs, K; atoms, frames and lines count from 0.`,
    "",
    "## Errors",
    "",
    "| name | code |",
    "| --- | --- |",
    ...Object.entries(errorCodes).map(([name, code]) => `| ${name} | ${code} |`),
    "",
  ];
  for (const [stem, messages] of definitions) lines.push(`## ${stem}`, "", ...messages.flatMap(definitionSection));
  return `${lines.join("\n").trimEnd()}\n`;
}
