// Offsets of a text as line and column, both from 0: for readers that do not go line by line.

export class TextPositions {
  private readonly starts: number[] = [0];
  private readonly text: string;
  private readonly hasMark: boolean;

  constructor(text: string) {
    this.text = text;
    this.hasMark = text.charCodeAt(0) === 0xfeff;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.starts.push(at + 1);
  }

  lineOf(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** A byte order mark at the very beginning is no column. */
  columnOf(offset: number): number {
    const line = this.lineOf(offset);
    return Math.max(0, offset - this.starts[line]! - (line === 0 && this.hasMark ? 1 : 0));
  }

  /** Line and one column for a problem at `offset`; behind the end of the text, its last character. */
  spotOf(offset: number): { line: number; column: number; endColumn: number } {
    const inside = Math.min(offset, this.text.trimEnd().length - 1);
    if (inside < 0) return { line: 0, column: 0, endColumn: 0 };
    const [line, column] = [this.lineOf(inside), this.columnOf(inside)];
    const isCharacter = inside > 0 || !this.hasMark;
    return { line, column, endColumn: isCharacter ? column + 1 : column };
  }
}
