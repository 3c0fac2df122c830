// The committed JSON Schema is the one that the zod schema makes now.
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { projectSchemaFile, projectSchemaText } from "../../scripts/project-schema.ts";
import { repositoryRoot } from "../runner/files.ts";

test("protocol/adatom.schema.json is current (npm run docs writes it)", () => {
  assert.is(readFileSync(path.join(repositoryRoot, projectSchemaFile), "utf8"), projectSchemaText());
});

test("it knows keys, defaults and descriptions", () => {
  const schema = JSON.parse(projectSchemaText());
  const dataSet = schema.properties.dataSets.additionalProperties;
  assert.is(dataSet.properties.validationFraction.default, 0.1);
  assert.match(dataSet.properties.files.description, /globs relative to the project folder/);
  assert.equal(dataSet.required, ["files"]);
  assert.is(dataSet.additionalProperties, false);
});

test.run();
