// The table of elements against values from the literature.
import {
  atomicMass,
  atomicNumberOf,
  atomicNumberOfAnyCase,
  covalentRadius,
  elementColour,
  elementName,
  elementSymbols,
  symbolOf,
} from "@adatom/models/structure/elements.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("118 elements, each with its own symbol, name, mass and colour", () => {
  assert.is(elementSymbols.length, 119);
  assert.is(new Set(elementSymbols).size, 119);
  for (let z = 1; z <= 118; z++) {
    assert.is(atomicNumberOf(symbolOf(z)), z);
    assert.ok(atomicMass(z) > 1 && elementName(z) !== "unknown", symbolOf(z));
    assert.ok(covalentRadius(z) >= 0.28 && covalentRadius(z) <= 2.6, symbolOf(z));
    assert.ok(elementColour(z).every((part) => part >= 0 && part <= 255));
  }
});

// Each table is one long row: values far apart in it show that none is missing or doubled before them.
test("masses (IUPAC), radii (Cordero 2008) and colours (Jmol) of elements along the tables", () => {
  const expected: [string, number, number, [number, number, number], string][] = [
    ["H", 1.008, 0.31, [255, 255, 255], "hydrogen"],
    ["O", 15.999, 0.66, [255, 13, 13], "oxygen"],
    ["Si", 28.085, 1.11, [240, 200, 160], "silicon"],
    ["Ti", 47.867, 1.6, [191, 194, 199], "titanium"],
    ["Cu", 63.546, 1.32, [200, 128, 51], "copper"],
    ["Zr", 91.224, 1.75, [148, 224, 224], "zirconium"],
    ["Cs", 132.90545196, 2.44, [87, 23, 143], "caesium"],
    ["Yb", 173.054, 1.87, [0, 191, 56], "ytterbium"],
    ["Au", 196.966569, 1.36, [255, 209, 35], "gold"],
    ["Pb", 207.2, 1.46, [87, 89, 97], "lead"],
    ["U", 238.02891, 1.96, [0, 143, 255], "uranium"],
    ["Cm", 247.07035, 1.69, [120, 92, 227], "curium"],
  ];
  for (const [symbol, mass, radius, colour, name] of expected) {
    const z = atomicNumberOf(symbol);
    assert.equal([atomicMass(z), covalentRadius(z), elementColour(z), elementName(z)], [mass, radius, colour, name]);
  }
  assert.equal([atomicMass(118), elementName(118), elementColour(109)], [294.214, "oganesson", [235, 0, 38]]);
});

test("exact case first, any case on demand, nothing for nonsense", () => {
  assert.equal(["Co", "CO", "SI", "si", "D", "Xx", ""].map(atomicNumberOf), [27, 0, 0, 0, 0, 0, 0]);
  assert.equal(["Co", "CO", "SI", "si", "D", "Xx", ""].map(atomicNumberOfAnyCase), [27, 27, 14, 14, 1, 0, 0]);
  assert.equal([symbolOf(0), symbolOf(200), atomicMass(0)], ["X", "X", 0]);
});

test.run();
