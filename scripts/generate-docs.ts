// `npm run docs`: writes the documents that are made from code.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { commandLineDocumentation } from "./command-line-documentation.ts";
import { projectSchemaFile, projectSchemaText } from "./project-schema.ts";
import { protocolDocumentation } from "./protocol-documentation.ts";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
writeFileSync(path.join(root, "docs/protocol.md"), protocolDocumentation());
console.log("docs/protocol.md written");
writeFileSync(path.join(root, "docs/cli.md"), commandLineDocumentation());
console.log("docs/cli.md written");
writeFileSync(path.join(root, projectSchemaFile), projectSchemaText());
console.log(`${projectSchemaFile} written`);
