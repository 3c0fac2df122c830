// aenet's ASCII form of a network file (.nn.ascii): texts on lines of their own, numbers over as many lines as they need.
import { AenetError, type AenetSink, type AenetSource } from "./aenet-medium.ts";
import { plainNumber } from "./keyword-lines.ts";

export class AenetAscii implements AenetSource {
  private readonly lines: readonly string[];
  private line = 0;

  constructor(text: string) {
    this.lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  }

  environmentWidth(species: number): number {
    return species;
  }

  integers(count: number, what: string): number[] {
    return this.words(count, what).map((word) => {
      const value = plainNumber(word);
      if (!Number.isInteger(value)) throw new AenetError(`"${word}" is no whole number, where ${what} should stand.`, this.line - 1);
      return value;
    });
  }

  reals(count: number, what: string): Float64Array {
    return Float64Array.from(this.words(count, what), (word) => {
      // Fortran leaves the E out where the exponent needs three digits.
      const value = plainNumber(word.replace(/(\d)([+-]\d{3})$/, "$1e$2"));
      if (Number.isNaN(value)) throw new AenetError(`"${word}" is no number, where ${what} should stand.`, this.line - 1);
      return value;
    });
  }

  logical(what: string): boolean {
    const word = this.words(1, what)[0]!;
    if (/^\.?t(rue)?\.?$/i.test(word)) return true;
    if (/^\.?f(alse)?\.?$/i.test(word)) return false;
    throw new AenetError(`"${word}" is neither T nor F, where ${what} should stand.`, this.line - 1);
  }

  text(_length: number, what: string): string {
    const text = this.lines[this.line];
    if (text === undefined) throw new AenetError(`the file ends before ${what}. Fetch it again.`, this.line);
    this.line++;
    return text.trim();
  }

  names(count: number, what: string): string[] {
    return this.words(count, what);
  }

  private words(count: number, what: string): string[] {
    const words: string[] = [];
    while (words.length < count)
      words.push(
        ...this.text(0, what)
          .split(/\s+/)
          .filter((word) => word !== ""),
      );
    if (words.length > count)
      throw new AenetError(
        `there are ${words.length} words instead of ${count} for ${what}. The file is damaged; fetch it again.`,
        this.line - 1,
      );
    return words;
  }
}

export class AenetAsciiWriter implements AenetSink {
  private readonly lines: string[] = [];

  environmentWidth(species: number): number {
    return species;
  }

  integers(values: readonly number[]): void {
    this.rows(values.map((value) => ` ${String(value).padStart(17)}`));
  }

  reals(values: ArrayLike<number>): void {
    this.rows(Array.from(values, (value) => ` ${fortranReal(value)}`));
  }

  logical(value: boolean): void {
    this.lines.push(value ? " T" : " F");
  }

  text(value: string): void {
    this.lines.push(value.replace(/[\r\n]+/g, " "));
  }

  /** One a line: aenet reads them with the format (A). */
  names(values: readonly string[]): void {
    this.lines.push(...values.map((name) => name.padEnd(2)));
  }

  content(): string {
    return `${this.lines.join("\n")}\n`;
  }

  private rows(words: readonly string[]): void {
    for (let k = 0; k < words.length; k += 4) this.lines.push(words.slice(k, k + 4).join(""));
    if (words.length === 0) this.lines.push("");
  }
}

/** Format ES24.17: reads back to the same bits. */
function fortranReal(value: number): string {
  const [mantissa, exponent] = value.toExponential(17).split("e") as [string, string];
  const digits = exponent.slice(1).padStart(2, "0");
  return `${mantissa}${digits.length > 2 ? "" : "E"}${exponent[0]}${digits}`.padStart(24);
}
