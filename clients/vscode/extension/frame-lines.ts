// Which frame of a document a line lies in, from the daemon's document symbols (one a frame, in order). Pure.

export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** @returns index of the range that holds the line, or -1. @param ranges ascending, without overlap */
export function frameOfLine(ranges: readonly LineRange[], line: number): number {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle]!;
    if (line < range.first) high = middle - 1;
    else if (line > range.last) low = middle + 1;
    else return middle;
  }
  return -1;
}
