// Open documents and structure files through the real worker thread: versions, edits, spooling, files, crashes.
import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { contentHash } from "@adatom/models/structure/content-hash.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type DocumentsHarness, siliconXyz, startDocuments } from "./harness.ts";

const uri = "file:///structures/silicon.xyz";
let harness: DocumentsHarness;
test.before.each(() => {
  harness = startDocuments();
});
test.after.each(() => harness.stop());

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

test("an opened text is parsed and told", async () => {
  const { documents } = harness;
  const told = harness.parsedFrom(1, uri, 1);
  documents.open(1, uri, "extxyz", 1, { text: siliconXyz(1, "energy=-43.368") + siliconXyz(2) });
  const parsed = await documents.parsed(1, { uri });
  assert.is(parsed.version, 1);
  assert.is(parsed.format, "extxyz");
  assert.is(parsed.frameCount, 2);
  const [first, second] = parsed.frames;
  assert.is(first!.formula, "Si8");
  assert.is(first!.referenceEnergy, -43.368);
  assert.is(second!.natoms, 64);
  assert.is(second!.firstLine, 10);
  assert.is(second!.lastLine, 75);
  // Density of silicon, a = 5.431: 8 * 28.085 amu / a^3 = 2.329 g/cm^3 (the handbook's number).
  assert.ok(Math.abs(first!.densityGramPerCm3! - 2.329) < 0.001);
  assert.equal((await told).frames.length, 2);
  const geometry = await documents.geometry(1, { uri }, 1);
  assert.is(geometry.frames, 2);
  assert.is(geometry.positions.length, 3 * 64);
  assert.is(geometry.atomLines[0], 12);
  // The hash is that of the structure that compute is given.
  const parcel = await documents.parcel(1, { uri }, 0);
  assert.is(parcel.kind === "inline" && contentHash(parcel.structure), first!.hash);
});

test("lines are found: header, count line, atoms, nothing", async () => {
  const { documents } = harness;
  documents.open(1, uri, "extxyz", 1, { text: `${siliconXyz(1)}\n\n` });
  assert.is((await documents.locate(1, uri, 0))!.atom, null);
  assert.is((await documents.locate(1, uri, 1))!.atom, null);
  const atom = (await documents.locate(1, uri, 6))!.atom!;
  assert.is(atom.index, 4);
  assert.is(atom.symbol, "Si");
  assert.equal(atom.position, [1.35775, 1.35775, 1.35775]);
  assert.is(await documents.locate(1, uri, 11), null);
});

test("edits change the answer, and an answer for an older text is refused", async () => {
  const { documents } = harness;
  documents.open(1, uri, "extxyz", 1, { text: siliconXyz(1) });
  const before = await documents.frame(1, { uri }, 0);
  const asked = failureOf(documents.locate(1, uri, 6));
  documents.change(1, uri, 2, [{ range: { start: { line: 6, character: 3 }, end: { line: 6, character: 11 } }, text: "1.4" }]);
  // The worker sees the request before the change, so it either answered in time or says StaleDocument: never a mixture.
  const stale = await asked.catch(() => null);
  if (stale) assert.is(stale.errorName, "StaleDocument");
  const after = await documents.locate(1, uri, 6);
  assert.is(after!.version, 2);
  assert.is(after!.atom!.position[0], 1.4);
  assert.is.not(after!.frame.hash, before.hash);
});

test("a burst of edits is parsed once", async () => {
  const { documents } = harness;
  const versions: (number | null)[] = [];
  documents.onParsed((_session, _uri, parsed) => versions.push(parsed.version));
  documents.open(1, uri, "extxyz", 1, { text: siliconXyz(1) });
  await documents.parsed(1, { uri });
  const last = harness.parsedFrom(1, uri, 21);
  for (let version = 2; version <= 21; version++) {
    documents.change(1, uri, version, [
      { range: { start: { line: 2, character: 3 }, end: { line: 2, character: 4 } }, text: `${version % 10}` },
    ]);
  }
  await last;
  assert.equal(versions, [1, 21]);
});

test("two sessions may disagree about a document", async () => {
  const { documents } = harness;
  documents.open(1, uri, "extxyz", 1, { text: siliconXyz(1) });
  documents.open(2, uri, "extxyz", 7, { text: siliconXyz(2) });
  assert.is((await documents.parsed(1, { uri })).frames[0]!.natoms, 8);
  assert.is((await documents.parsed(2, { uri })).frames[0]!.natoms, 64);
  documents.closeSession(1);
  assert.is((await failureOf(documents.parsed(1, { uri }).catch((e) => Promise.reject(e)))).errorName, "UnknownDocument");
  assert.is((await documents.parsed(2, { uri })).version, 7);
  assert.equal(documents.list(2), [{ uri, version: 7, languageId: "extxyz" }]);
});

test("problems carry lines, and a frame counts its own", async () => {
  const { documents } = harness;
  documents.open(1, uri, "extxyz", 1, { text: siliconXyz(1).replace("Si 0.000000 2.715500", "Si zero 2.715500") });
  const parsed = await documents.parsed(1, { uri });
  assert.is(parsed.problems.length, 1);
  assert.is(parsed.problems[0]!.line, 3);
  assert.is(parsed.frames[0]!.errors, 1);
  assert.match(parsed.frames[0]!.unusable!, "coordinate of atom 2");
});

test("a spooled text is read and removed; any other file stays", async () => {
  const { documents, folder } = harness;
  const spool = join(folder, "runtime", "spool");
  mkdirSync(spool, { recursive: true });
  writeFileSync(join(spool, "a.txt"), siliconXyz(2));
  writeFileSync(join(folder, "b.xyz"), siliconXyz(1));
  documents.open(1, uri, "extxyz", 1, { path: join(spool, "a.txt") });
  documents.open(1, "file:///b.xyz", "extxyz", 1, { path: join(folder, "b.xyz") });
  // A change may arrive before the file has been read.
  documents.change(1, uri, 2, [{ range: { start: { line: 2, character: 0 }, end: { line: 2, character: 2 } }, text: "Ge" }]);
  assert.is((await documents.parsed(1, { uri })).frames[0]!.formula, "GeSi63");
  assert.is((await documents.parsed(1, { uri: "file:///b.xyz" })).frames[0]!.natoms, 8);
  assert.not.ok(existsSync(join(spool, "a.txt")));
  assert.ok(existsSync(join(folder, "b.xyz")));
});

test("files on disk: read, read again when changed, gzip, missing, unknown", async () => {
  const { documents, folder } = harness;
  const path = join(folder, "c.xyz");
  writeFileSync(path, siliconXyz(1));
  assert.is((await documents.parsed(0, { path })).frames[0]!.natoms, 8);
  assert.is((await documents.parsed(0, { path })).version, null);
  writeFileSync(path, siliconXyz(2));
  utimesSync(path, new Date(), new Date(Date.now() + 5000));
  assert.is((await documents.parsed(0, { path })).frames[0]!.natoms, 64);
  writeFileSync(`${path}.gz`, gzipSync(siliconXyz(1)));
  assert.is((await documents.frame(0, { path: `${path}.gz` }, 0)).natoms, 8);
  assert.is((await failureOf(documents.parsed(0, { path: join(folder, "none.xyz") }))).errorName, "FileUnreadable");
  writeFileSync(join(folder, "notes.txt"), "hello");
  assert.is((await failureOf(documents.parsed(0, { path: join(folder, "notes.txt") }))).errorName, "BadStructure");
  assert.match((await failureOf(documents.frame(0, { path }, 3))).message, "no frame 3");
});

test("a text given in the message", async () => {
  const { documents } = harness;
  const source = { text: siliconXyz(1), fileName: "x.xyz" };
  assert.is((await documents.parsed(0, source)).frames[0]!.natoms, 8);
  // More texts than the worker keeps: the first is given again without the caller knowing.
  for (let i = 0; i < 20; i++) await documents.parsed(0, { text: siliconXyz(1), fileName: "x.xyz" });
  assert.is((await documents.frame(0, source, 0)).natoms, 8);
});

test("a name that says nothing: the editor's language decides, else the text; other JSON is left alone", async () => {
  const { documents } = harness;
  const formatOf = async (name: string, languageId: string, text: string): Promise<string> => {
    const document = `file:///x/${name}`;
    documents.open(1, document, languageId, 1, { text });
    return (await documents.parsed(1, { uri: document })).format;
  };
  const poscar = "pair\n1\n9 0 0\n0 9 0\n0 0 9\nSi\n1\nDirect\n0 0 0\n";
  assert.is(await formatOf("relaxed", "poscar", poscar), "poscar");
  assert.is(await formatOf("relaxed2", "plaintext", poscar), "poscar");
  assert.is(await formatOf("Untitled-1", "plaintext", siliconXyz(1)), "extxyz");
  assert.is(await formatOf("notes.txt", "plaintext", "hello"), "unknown");
  assert.is(await formatOf("settings.json", "json", '{ "a": 1 }'), "unknown");
});

test("adatom.json is handed out as a text", async () => {
  const { documents } = harness;
  const project = "file:///p/adatom.json";
  const told = harness.parsedFrom(1, project, 1);
  documents.open(1, project, "jsonc", 1, { text: "{}" });
  assert.is((await told).format, "adatom.json");
  assert.equal(await documents.text(1, project), { version: 1, text: "{}" });
});

test("when the worker dies, open documents are given to the next one: short, edited, spooled", async () => {
  const { documents, folder } = harness;
  const spool = join(folder, "runtime", "spool");
  mkdirSync(spool, { recursive: true });
  writeFileSync(join(spool, "a.txt"), siliconXyz(2));
  // Long enough (27 000 atoms, about 1 MiB) that the worker puts it into a file.
  const long = "file:///long.xyz";
  documents.open(1, uri, "extxyz", 1, { text: siliconXyz(1) });
  documents.open(1, "file:///s.xyz", "extxyz", 1, { path: join(spool, "a.txt") });
  documents.open(1, long, "extxyz", 1, { text: siliconXyz(15) });
  documents.change(1, uri, 2, [{ range: { start: { line: 2, character: 0 }, end: { line: 2, character: 2 } }, text: "Ge" }]);
  documents.change(1, long, 2, [{ range: { start: { line: 3, character: 0 }, end: { line: 3, character: 2 } }, text: "Ge" }]);
  await documents.parsed(1, { uri: long });
  const parcel = await documents.parcel(1, { uri: long }, 0);
  assert.is(parcel.kind, "file");
  const inFlight = documents.parsed(1, { uri: long }).then(
    () => null,
    (error: Failure) => error,
  );
  await documents.killWorker();
  const lost = await inFlight;
  if (lost) assert.is(lost.errorName, "DeviceLost");
  assert.is((await documents.parsed(1, { uri })).frames[0]!.formula, "GeSi7");
  assert.is((await documents.parsed(1, { uri: "file:///s.xyz" })).frames[0]!.natoms, 64);
  assert.is((await documents.parsed(1, { uri: long })).frames[0]!.formula, "GeSi26999");
});

test("documents with which the worker dies again and again are given up, and say so until they are opened anew", async () => {
  const { documents, logged } = harness;
  documents.open(1, uri, "extxyz", 1, { text: siliconXyz(1) });
  for (let deaths = 0; deaths < 3; deaths++) {
    if (deaths > 0) assert.is((await documents.parsed(1, { uri })).frameCount, 1);
    await documents.killWorker();
  }
  const lost = await failureOf(Promise.resolve().then(() => documents.parsed(1, { uri })));
  assert.is(lost.errorName, "UnknownDocument");
  assert.match(lost.message, "Close the document and open it");
  assert.match(logged.join("\n"), "it died too often");
  documents.close(1, uri);
  documents.open(1, uri, "extxyz", 1, { text: siliconXyz(1) });
  assert.is((await documents.parsed(1, { uri })).frameCount, 1);
});

test.run();
