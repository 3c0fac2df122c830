// `npm run docs`: writes the documents that are made from code.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { protocolDocumentation } from "./protocol-documentation.ts";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
writeFileSync(path.join(root, "docs/protocol.md"), protocolDocumentation());
console.log("docs/protocol.md written");
