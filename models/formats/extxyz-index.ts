// Where the frames of an XYZ file begin, without reading an atom: for files too large to hold. Works on bytes as they come from disk.

export interface FrameIndexEntry {
  /** Byte offset of the count line, and bytes to the end of the frame's last line (with its line end). */
  readonly offset: number;
  readonly length: number;
  /** Line number of the count line, from 0. */
  readonly line: number;
  /** Atoms that the count line claims. */
  readonly atomCount: number;
  /** Byte offset of the comment line, and its length without the line end. */
  readonly headerOffset: number;
  readonly headerLength: number;
  /** False for a last frame that the file cuts short. */
  readonly complete: boolean;
}

/** Takes a file in pieces of bytes, cut anywhere, and gives an entry for every frame. Lines that belong to no frame are passed over and counted. */
export class FrameIndexer {
  /** Lines that stand where a count line should and are none: where this is not 0, only a full read tells what is wrong. */
  strayLines = 0;
  private offset = 0;
  private line = 0;
  private lineStart = 0;
  /** "count": looking for a count line; "header": in the comment; "atoms": passing over atom lines. */
  private state: "count" | "header" | "atoms" = "count";
  private digits = 0;
  private shape: "blank" | "digits" | "after" | "other" = "blank";
  private count = 0;
  private countOffset = 0;
  private countLine = 0;
  private headerOffset = 0;
  private headerLength = 0;
  private linesLeft = 0;
  private lastByte = 0;

  push(bytes: Uint8Array): FrameIndexEntry[] {
    const entries: FrameIndexEntry[] = [];
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (byte === 10) {
        this.endLine(this.offset + i, entries);
        this.lastByte = 0;
      } else {
        if (this.state === "count") this.countByte(byte);
        this.lastByte = byte;
      }
    }
    this.offset += bytes.length;
    return entries;
  }

  /** No more bytes: the last frame, even where it is cut short. */
  end(): FrameIndexEntry[] {
    const entries: FrameIndexEntry[] = [];
    if (this.offset > this.lineStart) this.endLine(this.offset, entries);
    if (this.state !== "count") entries.push(this.entry(this.offset, false));
    this.state = "count";
    return entries;
  }

  private countByte(byte: number): void {
    const blank = byte === 32 || byte === 9 || byte === 13 || byte === 0xef || byte === 0xbb || byte === 0xbf;
    if (byte >= 48 && byte <= 57 && (this.shape === "blank" || this.shape === "digits")) {
      this.shape = "digits";
      this.digits = this.digits * 10 + byte - 48;
    } else if (!blank) this.shape = "other";
    else if (this.shape === "digits") this.shape = "after";
  }

  private endLine(end: number, entries: FrameIndexEntry[]): void {
    if (this.state === "count") {
      if (this.shape === "digits" || this.shape === "after") {
        this.count = this.digits;
        this.countOffset = this.lineStart;
        this.countLine = this.line;
        this.state = "header";
        this.headerOffset = end + 1;
        this.headerLength = 0;
      } else if (this.shape === "other") this.strayLines++;
      this.digits = 0;
      this.shape = "blank";
    } else if (this.state === "header") {
      this.headerLength = end - this.headerOffset - (this.lastByte === 13 ? 1 : 0);
      this.linesLeft = this.count;
      this.state = "atoms";
    } else this.linesLeft--;
    this.line++;
    this.lineStart = end + 1;
    if (this.state === "atoms" && this.linesLeft <= 0) {
      entries.push(this.entry(end + 1, true));
      this.state = "count";
    }
  }

  private entry(end: number, complete: boolean): FrameIndexEntry {
    const { countOffset: offset, countLine: line, count: atomCount, headerOffset, headerLength } = this;
    return { offset, length: end - offset, line, atomCount, headerOffset, headerLength, complete };
  }
}
