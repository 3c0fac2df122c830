// A 128-bit name for a structure's content (positions, cell, species, periodicity): equal content, equal name, on every machine.
// For caches and change detection, not for security: nobody is kept from making two structures of one name on purpose.
import type { Structure } from "./structure.ts";

/** Four running 32-bit lanes, each word mixed into all of them (after MurmurHash3 x86_128, Appleby, public domain). */
class Hash128 {
  private a = 0x9747b28c;
  private b = 0x2f1e9a3d;
  private c = 0x61c88647;
  private d = 0x5bd1e995;
  private length = 0;

  /** Take in bytes that start on a 4-byte boundary; what is left over of the last 16 bytes is padded with zeros. */
  words(words: Int32Array): void {
    let { a, b, c, d } = this;
    const whole = words.length & ~3;
    for (let i = 0; i < whole; i += 4) {
      let k = Math.imul(words[i]!, 0x239b961b);
      a ^= Math.imul((k << 15) | (k >>> 17), 0xab0e9789);
      a = (Math.imul(((a << 19) | (a >>> 13)) + b, 5) + 0x561ccd1b) | 0;
      k = Math.imul(words[i + 1]!, 0xab0e9789);
      b ^= Math.imul((k << 16) | (k >>> 16), 0x38b34ae5);
      b = (Math.imul(((b << 17) | (b >>> 15)) + c, 5) + 0x0bcaa747) | 0;
      k = Math.imul(words[i + 2]!, 0x38b34ae5);
      c ^= Math.imul((k << 17) | (k >>> 15), 0xa1e38b93);
      c = (Math.imul(((c << 15) | (c >>> 17)) + d, 5) + 0x96cd1c35) | 0;
      k = Math.imul(words[i + 3]!, 0xa1e38b93);
      d ^= Math.imul((k << 18) | (k >>> 14), 0x239b961b);
      d = (Math.imul(((d << 13) | (d >>> 19)) + a, 5) + 0x32ac3b17) | 0;
    }
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
    this.length += words.length;
    if (whole < words.length) {
      const rest = new Int32Array(4);
      rest.set(words.subarray(whole));
      this.words(rest);
    }
  }

  hex(): string {
    const mix = (value: number): number => {
      let h = value;
      h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
      h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
      return h ^ (h >>> 16);
    };
    const lanes = [this.a, this.b, this.c, this.d].map((lane) => lane ^ this.length);
    const sum = lanes.reduce((total, lane) => (total + lane) | 0, 0);
    const mixed = lanes.map((lane) => mix((lane + sum) | 0));
    const total = mixed.reduce((left, lane) => (left + lane) | 0, 0);
    return mixed.map((lane) => ((lane + total) >>> 0).toString(16).padStart(8, "0")).join("");
  }
}

function wordsOf(array: Float64Array | Uint8Array): Int32Array {
  const bytes = array.byteLength;
  if (array.byteOffset % 4 === 0 && bytes % 4 === 0) return new Int32Array(array.buffer, array.byteOffset, bytes / 4);
  const padded = new Uint8Array((bytes + 3) & ~3);
  padded.set(new Uint8Array(array.buffer, array.byteOffset, bytes));
  return new Int32Array(padded.buffer);
}

/**
 * 32 hexadecimal digits that depend on positions, cell, atomic numbers and periodicity to the bit, and on nothing else
 * (not on info or reference results). -0 and 0 differ. Little-endian byte order, as on every machine Node runs on today.
 */
export function contentHash(structure: Structure): string {
  const hash = new Hash128();
  const { periodic } = structure;
  const flags = (periodic[0] ? 1 : 0) | (periodic[1] ? 2 : 0) | (periodic[2] ? 4 : 0);
  hash.words(Int32Array.of(structure.atomicNumbers.length, flags, 0, 0));
  hash.words(wordsOf(structure.cell));
  hash.words(wordsOf(structure.atomicNumbers));
  hash.words(wordsOf(structure.positions));
  return hash.hex();
}

/** The same of a text, by its UTF-16 code units. */
export function textHash(text: string): string {
  const hash = new Hash128();
  hash.words(Int32Array.from({ length: text.length }, (_, k) => text.charCodeAt(k)));
  return hash.hex();
}
