// The archive writer: read back by hand from its own headers, and the same bytes every time.
import { crc32, inflateRawSync } from "node:zlib";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { zip } from "../../../scripts/vsix/zip.ts";

test("entries come back by the central directory", () => {
  const files = [
    { name: "extension/package.json", bytes: Buffer.from('{"name":"x"}') },
    { name: "extension/µ.bin", bytes: Buffer.alloc(100_000, 7) },
    { name: "empty", bytes: Buffer.alloc(0) },
  ];
  const archive = zip(files);
  const end = archive.length - 22;
  assert.is(archive.readUInt32LE(end), 0x06054b50);
  assert.is(archive.readUInt16LE(end + 10), files.length);
  let at = archive.readUInt32LE(end + 16);
  assert.is(at + archive.readUInt32LE(end + 12), end);
  for (const { name, bytes } of files) {
    assert.is(archive.readUInt32LE(at), 0x02014b50);
    const nameLength = archive.readUInt16LE(at + 28);
    assert.is(archive.toString("utf8", at + 46, at + 46 + nameLength), name);
    const size = archive.readUInt32LE(at + 20);
    const local = archive.readUInt32LE(at + 42);
    assert.is(archive.readUInt32LE(local), 0x04034b50);
    const data = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const unpacked = inflateRawSync(archive.subarray(data, data + size));
    assert.ok(unpacked.equals(bytes));
    assert.is(archive.readUInt32LE(at + 16), crc32(bytes));
    assert.is(archive.readUInt32LE(at + 24), bytes.length);
    at += 46 + nameLength;
  }
  assert.is(at, end);
  assert.ok(zip(files).equals(archive));
});

test.run();
