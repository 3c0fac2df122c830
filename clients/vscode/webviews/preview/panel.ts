// What stands around the picture: formula and counts, tools, legend or colour bar, frame stepper, and a banner for trouble.
import { element } from "../element.ts";
import { finiteRange, mapColour } from "./colours.ts";
import { atomCount, formulaParts, shortNumber } from "./format.ts";
import type { ColourMode, PreviewFrame } from "./messages.ts";

export interface PanelActions {
  readonly showFrame: (frame: number) => void;
  readonly colourBy: (mode: ColourMode) => void;
  readonly fit: () => void;
  readonly lookAlong: (axis: 0 | 1 | 2) => void;
  readonly toggleProjection: () => boolean;
}

export class Panel {
  readonly canvas = element("canvas", {
    class: "picture",
    tabIndex: 0,
    label: "Structure: drag turns, shift-drag moves, wheel zooms, click goes to the atom's line",
  });
  readonly axes = element("canvas", { class: "axes" });
  #title = element("div", { class: "title" });
  #details = element("div", { class: "details" });
  #problems = element("button", { type: "button", class: "problems", hidden: true });
  #goToProblem: (() => void) | null = null;
  #selection = element("div", { class: "selection" });
  #legend = element("div", { class: "legend" });
  #banner = element("div", { class: "banner", hidden: true });
  #stepper = element("div", { class: "stepper", hidden: true });
  #slider = element("input", { type: "range", min: "0", step: "1", label: "Frame" });
  #frameText = element("span", { class: "frame-text" });
  #frame = 0;
  #frames = 1;

  constructor(root: HTMLElement, actions: PanelActions) {
    const colour = element("select", { label: "Colour atoms by" });
    for (const [value, text] of [
      ["element", "Element"],
      ["energy", "Energy"],
      ["force", "Force"],
    ] as const)
      colour.append(element("option", { value }, text));
    colour.addEventListener("change", () => actions.colourBy(colour.value as ColourMode));
    const projection = button("Perspective", "Switch between perspective and orthographic projection", () => {
      projection.textContent = actions.toggleProjection() ? "Orthographic" : "Perspective";
    });
    const looks = (["x", "y", "z"] as const).map((name, axis) =>
      button(name, `Look along ${name}`, () => actions.lookAlong(axis as 0 | 1 | 2)),
    );
    const tools = element("div", { class: "tools" }, colour, projection, ...looks, button("Fit", "Show all", actions.fit));
    const step = (by: number) => actions.showFrame(Math.min(this.#frames - 1, Math.max(0, this.#frame + by)));
    this.#slider.addEventListener("input", () => actions.showFrame(Number(this.#slider.value)));
    this.#stepper.append(
      button("‹", "Previous frame", () => step(-1)),
      this.#slider,
      button("›", "Next frame", () => step(1)),
      this.#frameText,
    );
    this.#problems.addEventListener("click", () => this.#goToProblem?.());
    const heading = element("div", { class: "heading" }, this.#title, this.#details, this.#problems, this.#selection);
    const top = element("div", { class: "top" }, heading, tools, this.#banner);
    const controls = element("div", { class: "controls" }, this.#stepper, this.#legend);
    root.append(this.canvas, top, element("div", { class: "bottom" }, this.axes, controls));
  }

  showFrame(name: string, frame: PreviewFrame): void {
    this.#banner.hidden = true;
    this.#title.replaceChildren(...formulaParts(frame.formula).map(({ text, subscript }) => (subscript ? element("sub", {}, text) : text)));
    const facts = [atomCount(frame.natoms), periodicity(frame.periodic, frame.cell !== null)];
    if (frame.extrapolatingAtoms !== undefined && frame.extrapolatingAtoms.length > 0)
      facts.push(`${atomCount(frame.extrapolatingAtoms.length)} outside the model's training range`);
    this.#details.textContent = [name, ...facts].join(" · ");
    this.#frame = frame.frame;
    this.#frames = frame.frames;
    this.#stepper.hidden = frame.frames < 2;
    this.#slider.max = String(frame.frames - 1);
    this.#slider.value = String(frame.frame);
    this.#frameText.textContent = `frame ${frame.frame + 1} of ${frame.frames}`;
  }

  /** How many errors the text has; the button goes to the first. */
  showProblems(count: number, goTo: (() => void) | null): void {
    this.#problems.hidden = count === 0;
    this.#problems.textContent = count === 1 ? "1 error in the text" : `${count} errors in the text`;
    this.#goToProblem = goTo;
  }

  /** In the legend's place, when there is nothing to explain the colours by. */
  showNote(text: string): void {
    this.#legend.replaceChildren(element("div", {}, text));
  }

  showSelection(text: string): void {
    this.#selection.textContent = text;
  }

  /** Numbers of another text than the one on the screen are taken away at once. */
  clearNumbers(): void {
    this.#selection.textContent = "";
  }

  showFailure(message: string, goTo: (() => void) | null, hasPicture: boolean): void {
    this.clearNumbers();
    this.#title.replaceChildren();
    this.#details.textContent = hasPicture ? "dimmed: the last version of the text that could be read" : "";
    this.#legend.replaceChildren();
    this.#banner.replaceChildren(element("div", {}, message));
    if (goTo !== null) this.#banner.append(button("Go to line", "Go to the line that is wrong", goTo));
    this.#banner.hidden = false;
  }

  showElements(elements: PreviewFrame["elements"], present: ReadonlyMap<number, number>): void {
    this.#legend.replaceChildren(
      ...[...present].map(([number, count]) => {
        const found = elements[String(number)];
        const dot = element("span", { class: "dot" });
        dot.style.background = `rgb(${(found?.colour ?? [150, 150, 150]).join(",")})`;
        return element("span", { class: "entry" }, dot, `${found?.symbol ?? number} ${count.toLocaleString("en-US")}`);
      }),
    );
  }

  showScale(caption: string, model: string, values: ArrayLike<number>): void {
    const range = finiteRange(values);
    const bar = element("canvas", { class: "bar", width: 160, height: 1 });
    const context = bar.getContext("2d");
    for (let x = 0; context !== null && x < 160; x++) {
      context.fillStyle = `rgb(${mapColour(x / 159).join(",")})`;
      context.fillRect(x, 0, 1, 1);
    }
    const ends = range === null ? ["", ""] : [shortNumber(range.minimum), shortNumber(range.maximum)];
    const scale = element("div", { class: "ends" }, element("span", {}, ends[0]!), element("span", {}, ends[1]!));
    this.#legend.replaceChildren(element("div", { class: "scale" }, element("div", {}, `${caption} · ${model}`), bar, scale));
  }
}

function button(text: string, label: string, pressed: () => void): HTMLButtonElement {
  const made = element("button", { type: "button", label }, text);
  made.addEventListener("click", pressed);
  return made;
}

function periodicity(periodic: readonly boolean[], hasCell: boolean): string {
  const count = periodic.filter(Boolean).length;
  if (count === 0) return hasCell ? "not periodic" : "molecule";
  return count === 3 ? "periodic" : `periodic along ${["a", "b", "c"].filter((_, i) => periodic[i]).join(", ")}`;
}
