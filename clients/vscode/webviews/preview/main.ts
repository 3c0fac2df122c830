// The structure preview: takes frames from the extension, shows them, tells back what was clicked. Computes nothing on atoms.
import { decodeFloat32, decodeInt32, decodeUint8, decodeUint32 } from "../base64-arrays.ts";
import { onMessage, remember, remembered, send } from "../host.ts";
import { onThemeChange, themeColour, themeText } from "../theme.ts";
import { drawAxes } from "./axes.ts";
import { coloursByElement, coloursByValue, magnitudes } from "./colours.ts";
import { shortNumber } from "./format.ts";
import type { ColourMode, FromPreview, PreviewFrame, ToPreview } from "./messages.ts";
import { Panel } from "./panel.ts";
import { atomOfLine } from "./pick.ts";
import { StructureScene } from "./scene.ts";

interface Shown {
  readonly name: string;
  readonly frame: PreviewFrame;
  readonly atomicNumbers: Uint8Array;
  readonly atomLines: Uint32Array;
  readonly energies: Float32Array | null;
  readonly forces: Float32Array | null;
}

let shown: Shown | null = null;
let mode: ColourMode = "element";
let selectedLine: number | null = null;
let selectedAtom = -1;

const tell = (message: FromPreview) => send(message);
const panel = new Panel(document.getElementById("root")!, {
  showFrame: (frame) => tell({ type: "show-frame", frame }),
  colourBy: (wanted) => {
    mode = wanted;
    tell({ type: "colour-by", mode });
  },
  fit: () => scene.fit(),
  lookAlong: (axis) => scene.lookAlong(axis),
  toggleProjection: () => {
    scene.orthographic = !scene.orthographic;
    return scene.orthographic;
  },
});
const scene = new StructureScene(
  panel.canvas,
  (atom) => {
    const line = shown?.atomLines[atom];
    if (atom >= 0 && line !== undefined) tell({ type: "reveal-line", line });
    select(atom);
  },
  () => drawAxes(panel.axes, scene.orbit.rotation, shown?.frame.cell ?? null, themeText("--vscode-editor-foreground", "#888")),
);

function show(message: Extract<ToPreview, { type: "frame" }>): void {
  const { frame } = message;
  const refit = shown === null || shown.name !== message.name || shown.frame.natoms !== frame.natoms;
  shown = {
    name: message.name,
    frame,
    atomicNumbers: decodeUint8(frame.atomicNumbers),
    atomLines: decodeUint32(frame.atomLines),
    energies: frame.energies === undefined ? null : decodeFloat32(frame.energies),
    forces: frame.forces === undefined ? null : decodeFloat32(frame.forces),
  };
  const numbers = shown.atomicNumbers;
  const radii = Float32Array.from(numbers, (number) => frame.elements[String(number)]?.radius ?? 1);
  scene.radiusScale = message.radiusScale;
  scene.show(
    { positions: decodeFloat32(frame.positions), radii, colours: colours(shown), bonds: decodeInt32(frame.bonds), cell: frame.cell },
    refit,
  );
  panel.showFrame(message.name, frame);
  select(selectedLine === null ? -1 : atomOfLine(shown.atomLines, selectedLine));
  // For tests and for the page's state after it was hidden.
  document.body.dataset.atoms = String(frame.natoms);
  document.body.dataset.state = "shown";
}

/** Colours as asked for; by element where the model's numbers are not there. */
function colours({ frame, atomicNumbers, energies, forces }: Shown): Uint8Array {
  const model = frame.model ?? "";
  if (mode === "energy" && energies !== null) {
    panel.showScale("energy, eV", model, energies);
    return coloursByValue(energies);
  }
  if (mode === "force" && forces !== null) {
    const sizes = magnitudes(forces);
    panel.showScale("|force|, eV/Å", model, sizes);
    return coloursByValue(sizes);
  }
  if (mode !== "element") {
    panel.showNote(`No ${mode === "energy" ? "energies" : "forces"}: no model gives them for this frame.`);
    return coloursByElement(atomicNumbers, frame.elements);
  }
  const present = new Map<number, number>();
  for (const number of atomicNumbers) present.set(number, (present.get(number) ?? 0) + 1);
  panel.showElements(frame.elements, present);
  return coloursByElement(atomicNumbers, frame.elements);
}

function select(atom: number): void {
  selectedAtom = atom;
  scene.selected = atom;
  panel.showSelection(describeSelection());
}

function describeSelection(): string {
  if (shown === null || selectedAtom < 0) return "";
  const symbol = shown.frame.elements[String(shown.atomicNumbers[selectedAtom]!)]?.symbol ?? "?";
  const parts = [`${symbol}, atom ${selectedAtom + 1}`];
  if (shown.energies !== null) parts.push(`${shortNumber(shown.energies[selectedAtom]!)} eV`);
  if (shown.forces !== null)
    parts.push(`|F| ${shortNumber(magnitudes(shown.forces.subarray(3 * selectedAtom, 3 * selectedAtom + 3))[0]!)} eV/Å`);
  if (parts.length > 1 && shown.frame.model !== undefined) parts.push(shown.frame.model);
  if (shown.frame.extrapolatingAtoms?.includes(selectedAtom)) parts.push("outside the model's training range");
  return parts.join(" · ");
}

function applyTheme(): void {
  scene.setTheme(
    themeColour("--vscode-editor-background", [0.12, 0.12, 0.12]),
    themeColour("--vscode-descriptionForeground", [0.55, 0.55, 0.55]),
  );
}

onMessage<ToPreview>((message) => {
  if (message.type === "frame") show(message);
  else if (message.type === "pending") panel.clearNumbers();
  else if (message.type === "problems") {
    const { line } = message;
    panel.showProblems(message.count, line === null ? null : () => tell({ type: "reveal-line", line }));
  } else if (message.type === "failure") {
    const { line } = message;
    scene.dimmed = true;
    document.body.dataset.state = "failure";
    panel.showFailure(message.message, line === null ? null : () => tell({ type: "reveal-line", line }), shown !== null);
  } else {
    selectedLine = message.line;
    select(shown === null || message.line === null ? -1 : atomOfLine(shown.atomLines, message.line));
  }
});
onThemeChange(applyTheme);
applyTheme();
// The document comes with the page the first time; a page restored after a reload of the window knows it from its state.
const shownDocument = document.body.dataset.document;
if (shownDocument !== undefined && remembered() === undefined) remember({ document: shownDocument });
tell({ type: "ready" });
