// A canvas of braille characters: every character cell holds 2 by 4 dots, so curves fit into a few lines of text.
// Several layers may be drawn; a cell takes the style of the last layer that set a dot in it.

// Bit of the dot at (column, row) within a cell, Unicode's braille patterns block (U+2800).
const bits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

export class BrailleCanvas {
  /** Size in dots. */
  readonly width: number;
  readonly height: number;
  readonly #columns: number;
  readonly #dots: Uint8Array;
  readonly #layers: Uint8Array;

  /** @param columns characters wide  @param lines characters high */
  constructor(columns: number, lines: number) {
    this.#columns = columns;
    this.width = columns * 2;
    this.height = lines * 4;
    this.#dots = new Uint8Array(columns * lines);
    this.#layers = new Uint8Array(columns * lines);
  }

  /** Sets the dot at (x, y), from the top left corner; outside of the canvas nothing happens. */
  set(x: number, y: number, layer = 0): void {
    const column = Math.round(x);
    const row = Math.round(y);
    if (!(column >= 0 && column < this.width && row >= 0 && row < this.height)) return;
    const cell = Math.floor(row / 4) * this.#columns + Math.floor(column / 2);
    this.#dots[cell]! |= bits[row % 4]![column % 2]!;
    this.#layers[cell] = layer;
  }

  /** A straight line; only its part inside the canvas is walked, however far its ends lie outside. */
  line(x0: number, y0: number, x1: number, y1: number, layer = 0): void {
    const clipped = clip(x0, y0, x1, y1, this.width - 1, this.height - 1);
    if (!clipped) return;
    const [fromX, fromY, toX, toY] = clipped;
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY))));
    for (let step = 0; step <= steps; step += 1) {
      const part = step / steps;
      this.set(fromX + (toX - fromX) * part, fromY + (toY - fromY) * part, layer);
    }
  }

  /** One text a line of characters, each as wide as the canvas. */
  lines(paint: (text: string, layer: number) => string = (text) => text): string[] {
    const lines: string[] = [];
    for (let start = 0; start < this.#dots.length; start += this.#columns) {
      let line = "";
      let run = "";
      let layer = this.#layers[start]!;
      for (let cell = start; cell < start + this.#columns; cell += 1) {
        if (this.#layers[cell] !== layer) {
          line += paint(run, layer);
          run = "";
          layer = this.#layers[cell]!;
        }
        run += this.#dots[cell] === 0 ? " " : String.fromCharCode(0x2800 + this.#dots[cell]!);
      }
      lines.push(line + paint(run, layer));
    }
    return lines;
  }
}

/** Liang-Barsky clipping of a segment to 0..right, 0..bottom; null when it lies outside or is not finite. */
function clip(x0: number, y0: number, x1: number, y1: number, right: number, bottom: number): [number, number, number, number] | null {
  if (![x0, y0, x1, y1].every(Number.isFinite)) return null;
  const dx = x1 - x0;
  const dy = y1 - y0;
  let from = 0;
  let to = 1;
  for (const [slope, distance] of [
    [-dx, x0],
    [dx, right - x0],
    [-dy, y0],
    [dy, bottom - y0],
  ] as const) {
    if (slope === 0) {
      if (distance < 0) return null;
    } else if (slope < 0) from = Math.max(from, distance / slope);
    else to = Math.min(to, distance / slope);
  }
  return from > to ? null : [x0 + from * dx, y0 + from * dy, x0 + to * dx, y0 + to * dy];
}
