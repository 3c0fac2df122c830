// The JSON Schema of adatom.json for editors, made from the zod schema: protocol/adatom.schema.json.
import { projectFile } from "@adatom/protocol/project-file.ts";
import { z } from "zod";

export const projectSchemaFile = "protocol/adatom.schema.json";

export function projectSchemaText(): string {
  const schema = z.toJSONSchema(projectFile, { io: "input" });
  return `${JSON.stringify({ ...schema, title: "Adatom project", allowComments: true, allowTrailingCommas: true }, null, 2)}\n`;
}
