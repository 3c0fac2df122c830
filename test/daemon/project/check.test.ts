// adatom.json checked: every finding at its exact place, with the nearest name that exists; valid parts stay usable.
import { checkProject } from "@adatom/daemon/project/check.ts";
import { nearestName } from "@adatom/daemon/project/did-you-mean.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** Text at the place a finding points to, with its message. */
function findings(text: string): [string, string][] {
  const lines = text.split("\n");
  return checkProject(text, "/p/adatom.json").problems.map((problem) => [
    lines[problem.line]!.slice(problem.column, problem.endColumn),
    problem.message,
  ]);
}

test("a good file with comments and trailing commas has no problems, and defaults are filled in", () => {
  const { content, problems } = checkProject(
    `// silicon
    {
      "dataSets": { "bulk": { "files": ["data/*.xyz"] /* all */ } },
      "models": { "si": { "type": "behler-parrinello", "data": "bulk", "retrain": "on-change" }, },
      "defaultModel": "si",
    }`,
    "f",
  );
  assert.equal(problems, []);
  assert.is(content?.dataSets.bulk?.validationFraction, 0.1);
  assert.is(content?.defaultModel, "si");
});

const cases: [string, string, string, RegExp][] = [
  ["an unknown key at the top", `{\n  "dataset": {}\n}`, `"dataset"`, /no key "dataset". Did you mean "dataSets"\?/],
  [
    "an unknown key inside",
    `{"dataSets": {"b": {"files": ["a"],\n "sead": 1}}}`,
    `"sead"`,
    /dataSets.b has no key "sead". Did you mean "seed"/,
  ],
  [
    "an unknown key of a calculator",
    `{"calculators": {"c": {"type": "program", "template": "xtb", "comand": ["x"]}}}`,
    `"comand"`,
    /calculators.c has no key "comand". Did you mean "command"/,
  ],
  [
    "an unknown program",
    `{"calculators": {"c": {"type": "program", "template": "vasp"}}}`,
    `"vasp"`,
    /calculators.c.template must be one of "xtb", "cp2k"/,
  ],
  [
    "a calculator of a model that there is none of",
    `{"models": {"good": {"type": "shipped", "potential": "sw-si-1985"}}, "calculators": {"c": {"type": "model", "model": "goud"}}}`,
    `"goud"`,
    /Calculator "c" is to ask model "goud", which is not in models. Did you mean "good"/,
  ],
  [
    "a model to start from that there is none of",
    `{"dataSets":{"b":{"files":["a"]}},"models": {"good": {"type": "shipped", "potential": "sw-si-1985"}, "m": {"type": "behler-parrinello", "data": "b", "startFrom": "goud@2"}}}`,
    `"goud@2"`,
    /Training of model "m" is to start from "goud", which is not in models. Did you mean "good"/,
  ],
  ["a wrong type", `{"dataSets": {"b": {"files": "a"}}}`, `"a"`, /dataSets.b.files: expected array, received string/],
  ["a missing key", `{"dataSets": {"b": {}}}`, `"b"`, /dataSets.b.files is missing/],
  [
    "a number out of range",
    `{"dataSets": {"b": {"files": ["a"], "testFraction": 3}}}`,
    "3",
    /dataSets.b.testFraction must be at most 0\.9/,
  ],
  [
    "an unknown type of model",
    `{"models": {"m": {"type": "behler-parinello", "data": "b"}}}`,
    `"behler-parinello"`,
    /Did you mean "behler-parrinello"/,
  ],
  [
    "an unknown optimiser",
    `{"dataSets":{"b":{"files":["a"]}},"models": {"m": {"type": "behler-parrinello", "data": "b", "training": {"optimiser": {"type": "adma"}}}}}`,
    `"adma"`,
    /must be one of "adam", "sgd", "l-bfgs", "levenberg-marquardt", "kalman"/,
  ],
  [
    "a slip inside a union",
    `{"dataSets":{"b":{"files":["a"]}},"models": {"m": {"type": "behler-parrinello", "data": "b", "descriptors": {"radial": {"cutoff": 6, "eta": "1"}}}}}`,
    `"1"`,
    /models.m.descriptors.radial.eta: expected number or array/,
  ],
  [
    "an undefined data set",
    `{"dataSets":{"bulk":{"files":["a"]}},"models": {"m": {"type": "behler-parrinello", "data": "bluk"}}}`,
    `"bluk"`,
    /not in dataSets. Did you mean "bulk"/,
  ],
  [
    "an undefined default model",
    `{"models": {"sw": {"type": "shipped", "potential": "sw-si-1985"}}, "defaultModel": "x"}`,
    `"x"`,
    /not in models.*There is: sw/,
  ],
  ["a missing bracket", `{"models": {}`, `}`, /not JSON: close brace expected/],
  ["no object", `[1]`, "[1]", /must hold an object/],
];
for (const [name, text, place, message] of cases) {
  test(name, () => {
    const found = findings(text);
    const hit = found.find(([, said]) => message.test(said));
    assert.ok(hit, JSON.stringify(found));
    assert.is(hit[0], place);
  });
}

test("what is valid beside what is wrong can be used", () => {
  const { content } = checkProject(`{"dataSets": {"a": {"files": ["x"]}, "b": {"files": 5}}, "models": {}, "nonsense": 1}`, "f");
  assert.equal(Object.keys(content?.dataSets ?? {}), ["a"]);
});

test("an empty text and odd texts neither throw nor hang", () => {
  for (const text of [
    "",
    "null",
    "{",
    '{"a"',
    '{"models": null}',
    '{"models": {"m": null}, "dataSets": []}',
    "\u0000",
    '{"__proto__": {"x": 1}}',
    "[".repeat(2000),
  ]) {
    assert.ok(checkProject(text, "f").problems.length > 0, text.slice(0, 20));
  }
});

test("near names are found, far ones are not", () => {
  assert.is(nearestName("slicon", ["silicon", "carbon"]), "silicon");
  assert.is(nearestName("SILICON", ["silicon"]), "silicon");
  assert.is(nearestName("xyz", ["silicon"]), null);
});

test.run();
