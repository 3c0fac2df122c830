// A terminal's screen as an SVG picture with its colours, for people to look at.
import type xterm from "@xterm/headless";

const cellWidth = 8.4;
const cellHeight = 18;
// The 16 colours of a common dark terminal.
const palette =
  "#1e1e1e #cd3131 #0dbc79 #e5e510 #2472c8 #bc3fbc #11a8cd #e5e5e5 #666666 #f14c4c #23d18b #f5f543 #3b8eea #d670d6 #29b8db #ffffff".split(
    " ",
  );
const foreground = "#d4d4d4";
const background = "#1e1e1e";

export function screenSvg(terminal: xterm.Terminal): string {
  const { active } = terminal.buffer;
  const parts: string[] = [];
  for (let row = 0; row < terminal.rows; row += 1) {
    const line = active.getLine(active.viewportY + row);
    for (let column = 0; line && column < terminal.cols; column += 1) {
      const cell = line.getCell(column);
      const text = cell?.getChars() ?? "";
      if (!cell || (text.trim() === "" && !cell.isInverse())) continue;
      const colour = cell.isFgPalette() ? (palette[cell.getFgColor()] ?? foreground) : foreground;
      const x = (column * cellWidth).toFixed(1);
      const inverse = cell.isInverse() !== 0;
      if (inverse) parts.push(`<rect x="${x}" y="${row * cellHeight}" width="${cellWidth}" height="${cellHeight}" fill="${colour}"/>`);
      const style = `${cell.isBold() ? ' font-weight="bold"' : ""}${cell.isDim() ? ' opacity="0.6"' : ""}`;
      parts.push(`<text x="${x}" y="${row * cellHeight + 13.5}" fill="${inverse ? background : colour}"${style}>${escapeXml(text)}</text>`);
    }
  }
  const { cursorX, cursorY } = active;
  parts.push(`<rect x="${(cursorX * cellWidth).toFixed(1)}" y="${cursorY * cellHeight}" width="2" height="${cellHeight}" fill="#ffffff"/>`);
  const width = terminal.cols * cellWidth;
  const height = terminal.rows * cellHeight;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="DejaVu Sans Mono, monospace" font-size="14"><rect width="100%" height="100%" fill="${background}"/>${parts.join("")}</svg>\n`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
