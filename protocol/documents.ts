// Large documents: a client may spool the text into a file instead of sending it in textDocument/didOpen.
import { z } from "zod";
import { notification } from "./define.ts";
import { since } from "./version.ts";

export const didOpenSpooled = notification({
  method: "adatom/didOpenSpooled",
  summary:
    "textDocument/didOpen for a large text: the text stands in a file (UTF-8) that the daemon reads. Clients spool above 1 MiB; the daemon removes the file when it lies in its own spool folder.",
  params: z.strictObject({
    uri: z.string(),
    languageId: z.string(),
    version: z.int(),
    textPath: z.string().describe("absolute path; the document's own path when it is saved and unchanged"),
  }),
  from: "client",
  since,
});
