// Turning, moving and zooming with pointer, wheel and keys. Free rotation about the screen's axes: a crystal has no "up".
import { Quaternion, Vector3 } from "three";

export interface OrbitState {
  readonly rotation: Quaternion;
  /** In the screen's plane, angstrom. */
  readonly pan: { x: number; y: number };
  distance: number;
}

export interface OrbitOptions {
  readonly element: HTMLElement;
  readonly state: OrbitState;
  /** Angstrom a pixel at the centre of the structure. */
  readonly scale: () => number;
  readonly changed: () => void;
  /** A press and release without a drag, in CSS pixels of the element. */
  readonly clicked: (x: number, y: number) => void;
}

export function attachOrbit({ element, state, scale, changed, clicked }: OrbitOptions): void {
  const pointers = new Map<number, { x: number; y: number }>();
  let travelled = 0;
  let pinch = 0;

  element.addEventListener("contextmenu", (event) => event.preventDefault());
  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (pointers.size === 1) travelled = 0;
    pinch = spread(pointers);
  });
  element.addEventListener("pointermove", (event) => {
    const last = pointers.get(event.pointerId);
    if (last === undefined) return;
    const dx = event.clientX - last.x;
    const dy = event.clientY - last.y;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    travelled += Math.abs(dx) + Math.abs(dy);
    if (pointers.size === 2) {
      const now = spread(pointers);
      if (pinch > 0 && now > 0) state.distance *= pinch / now;
      pinch = now;
    } else if (event.shiftKey || event.ctrlKey || (event.buttons & 6) !== 0) {
      state.pan.x += dx * scale();
      state.pan.y -= dy * scale();
    } else {
      turn(state.rotation, dx * 0.009, dy * 0.009);
    }
    changed();
  });
  const release = (event: PointerEvent) => {
    const known = pointers.delete(event.pointerId);
    if (!known || event.type !== "pointerup" || travelled > 4) return;
    const box = element.getBoundingClientRect();
    clicked(event.clientX - box.left, event.clientY - box.top);
  };
  element.addEventListener("pointerup", release);
  element.addEventListener("pointercancel", release);
  element.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      // A line of a wheel is about 16 pixels; a pinch on a touchpad comes as ctrl + wheel with small steps.
      const pixels = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
      state.distance *= Math.exp(Math.max(-200, Math.min(200, pixels)) * (event.ctrlKey ? 0.01 : 0.0015));
      changed();
    },
    { passive: false },
  );
  element.addEventListener("keydown", (event) => {
    const step = Math.PI / 24;
    const turns: Record<string, [number, number]> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const by = turns[event.key];
    if (by !== undefined) turn(state.rotation, by[0], by[1]);
    else if (event.key === "+" || event.key === "=") state.distance /= 1.15;
    else if (event.key === "-") state.distance *= 1.15;
    else return;
    event.preventDefault();
    changed();
  });
}

function turn(rotation: Quaternion, aboutVertical: number, aboutHorizontal: number): void {
  const vertical = new Quaternion().setFromAxisAngle(new Vector3(0, 1, 0), aboutVertical);
  const horizontal = new Quaternion().setFromAxisAngle(new Vector3(1, 0, 0), aboutHorizontal);
  rotation.premultiply(vertical).premultiply(horizontal).normalize();
}

function spread(pointers: ReadonlyMap<number, { x: number; y: number }>): number {
  const [a, b] = [...pointers.values()];
  return a === undefined || b === undefined ? 0 : Math.hypot(a.x - b.x, a.y - b.y);
}
