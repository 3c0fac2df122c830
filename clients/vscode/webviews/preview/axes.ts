// The small triad in the corner: lattice vectors a, b, c, or x, y, z without a cell, as they stand on the screen.
import { type Quaternion, Vector3 } from "three";

const strokes = ["#e5484d", "#46a758", "#3e8ef7"] as const;

export function drawAxes(canvas: HTMLCanvasElement, rotation: Quaternion, cell: readonly number[] | null, textColour: string): void {
  const ratio = Math.min(2, window.devicePixelRatio);
  const size = canvas.clientWidth;
  canvas.width = size * ratio;
  canvas.height = size * ratio;
  const context = canvas.getContext("2d");
  if (context === null || size === 0) return;
  context.scale(ratio, ratio);
  const vectors = [0, 1, 2].map((row) => {
    const unit = cell === null ? [0, 1, 2].map((x) => (x === row ? 1 : 0)) : cell.slice(3 * row, 3 * row + 3);
    return new Vector3(unit[0], unit[1], unit[2]).normalize().applyQuaternion(rotation);
  });
  const names = cell === null ? ["x", "y", "z"] : ["a", "b", "c"];
  // Far ones first, so that the near ones lie on top.
  const order = [0, 1, 2].sort((i, j) => vectors[i]!.z - vectors[j]!.z);
  context.font = "600 12px var(--vscode-font-family, sans-serif)";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineWidth = 2.5;
  context.lineCap = "round";
  for (const i of order) {
    const reach = 0.33 * size;
    const x = size / 2 + vectors[i]!.x * reach;
    const y = size / 2 - vectors[i]!.y * reach;
    context.strokeStyle = strokes[i]!;
    context.beginPath();
    context.moveTo(size / 2, size / 2);
    context.lineTo(x, y);
    context.stroke();
    context.fillStyle = textColour;
    context.fillText(names[i]!, size / 2 + vectors[i]!.x * (reach + 9), size / 2 - vectors[i]!.y * (reach + 9));
  }
}
