// Is everything in order on this machine? What was found, what was not and why, and what to do.
import { z } from "zod";
import { request } from "./define.ts";
import { since } from "./version.ts";

export const doctor = request({
  method: "adatom/doctor",
  summary: "Checks of the installation: Node, backends with measured speed, store, socket permissions, file watching.",
  params: z.strictObject({
    backend: z.string().optional().describe("check and measure this tensor backend alone, even on a software stand-in for a GPU"),
  }),
  result: z.strictObject({
    checks: z.array(
      z.strictObject({
        name: z.string(),
        state: z.enum(["ok", "warning", "error"]),
        found: z.string(),
        advice: z.string().optional().describe("what to do, when not ok"),
      }),
    ),
  }),
  errors: [],
  since,
});
