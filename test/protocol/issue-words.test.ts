// What is said of a value that a schema refuses.
import { issueWords } from "@adatom/protocol/issue-words.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { z } from "zod";

test("limits, choices, missing values and kinds in plain words; a schema's own message stays", () => {
  const cases: [z.ZodType, unknown, string][] = [
    [z.int().min(1), 0, " must be at least 1"],
    [z.number().positive(), -3, " must be more than 0"],
    [z.number().max(0.9), 3, " must be at most 0.9"],
    [z.enum(["eV", "hartree"]), "joule", ' must be one of "eV", "hartree"'],
    [z.literal("eV"), "joule", ' must be "eV"'],
    [z.string(), undefined, " is missing"],
    [z.array(z.string()), "a", ": expected array, received string"],
    [z.string().refine(() => false, { message: "a host and a port" }), "x", ": a host and a port"],
  ];
  for (const [schema, value, words] of cases) assert.is(issueWords(schema.safeParse(value).error!.issues[0]!), words);
});

test.run();
