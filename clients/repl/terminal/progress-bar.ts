// A progress bar with eighths of a character, and plain hashes where only ASCII should appear.
import type { Style } from "./style.ts";

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** @param part 0 to 1; anything else is brought into that range */
export function progressBar(part: number, columns: number, style: Style): string {
  const filled = Math.round(Math.min(1, Math.max(0, Number.isFinite(part) ? part : 0)) * columns * 8);
  const bar = "█".repeat(Math.floor(filled / 8)) + eighths[filled % 8]!;
  return style.accent(bar) + style.dim("·".repeat(columns - bar.length));
}
