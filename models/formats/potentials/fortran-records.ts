// gfortran's sequential unformatted files: records with their length in bytes before and behind, 4 bytes each, little-endian;
// integers and logicals of 4 bytes, reals of 8.
import { AenetError, type AenetSink, type AenetSource } from "./aenet-medium.ts";

export class FortranRecords implements AenetSource {
  private readonly view: DataView;
  private position = 0;

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  environmentWidth(): number {
    return 2;
  }

  atEnd(): boolean {
    return this.position >= this.view.byteLength;
  }

  integers(count: number, what: string): number[] {
    const at = this.record(4 * count, what);
    return Array.from({ length: count }, (_, k) => this.view.getInt32(at + 4 * k, true));
  }

  reals(count: number, what: string): Float64Array {
    const at = this.record(8 * count, what);
    return Float64Array.from({ length: count }, (_, k) => this.view.getFloat64(at + 8 * k, true));
  }

  logical(what: string): boolean {
    return this.integers(1, what)[0] !== 0;
  }

  text(length: number, what: string): string {
    return this.characters(this.record(length, what), length).trim();
  }

  names(count: number, what: string): string[] {
    const at = this.record(2 * count, what);
    return Array.from({ length: count }, (_, k) => this.characters(at + 2 * k, 2).trim());
  }

  private characters(at: number, length: number): string {
    let text = "";
    for (let k = 0; k < length; k++) text += String.fromCharCode(this.view.getUint8(at + k));
    return text;
  }

  /** Goes over one record of this size and gives its start. */
  private record(size: number, what: string): number {
    const start = this.position;
    const where = `${what}, at byte ${start}`;
    if (start + 8 > this.view.byteLength) throw new AenetError(`the file ends before ${where}. Fetch it again.`);
    const length = this.view.getInt32(start, true);
    if (length !== size) {
      const swapped = this.view.getInt32(start, false) === size;
      const why = swapped
        ? "It was written on a big-endian machine, or with other record marks"
        : "It is no network of aenet in gfortran's binary form, or damaged";
      throw new AenetError(
        `the record of ${where}, has ${length} bytes instead of ${size}. ${why}; convert it to ASCII with the aenet that wrote it.`,
      );
    }
    const end = start + 4 + length;
    if (end + 4 > this.view.byteLength || this.view.getInt32(end, true) !== length)
      throw new AenetError(`the record of ${where}, does not end where it says. The file is cut short or damaged; fetch it again.`);
    this.position = end + 4;
    return start + 4;
  }
}

export class FortranRecordWriter implements AenetSink {
  private readonly records: Uint8Array[] = [];

  environmentWidth(): number {
    return 2;
  }

  integers(values: readonly number[]): void {
    const view = this.record(4 * values.length);
    for (const [k, value] of values.entries()) view.setInt32(4 + 4 * k, value, true);
  }

  reals(values: ArrayLike<number>): void {
    const view = this.record(8 * values.length);
    for (let k = 0; k < values.length; k++) view.setFloat64(4 + 8 * k, values[k]!, true);
  }

  logical(value: boolean): void {
    this.integers([value ? 1 : 0]);
  }

  text(value: string, length: number): void {
    const view = this.record(length);
    const padded = value.slice(0, length).padEnd(length);
    for (let k = 0; k < length; k++) view.setUint8(4 + k, padded.charCodeAt(k) & 0xff);
  }

  names(values: readonly string[]): void {
    this.text(values.map((name) => name.padEnd(2)).join(""), 2 * values.length);
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.records.reduce((sum, record) => sum + record.length, 0));
    let at = 0;
    for (const record of this.records) {
      all.set(record, at);
      at += record.length;
    }
    return all;
  }

  private record(size: number): DataView {
    const record = new Uint8Array(size + 8);
    this.records.push(record);
    const view = new DataView(record.buffer);
    view.setInt32(0, size, true);
    view.setInt32(size + 4, size, true);
    return view;
  }
}
