// The picture: one frame's atoms, bonds and cell in a three.js scene that is drawn only when something changed.
import {
  BufferGeometry,
  Color,
  Float32BufferAttribute,
  Group,
  LineBasicMaterial,
  LineSegments,
  Matrix4,
  type Mesh,
  OrthographicCamera,
  PerspectiveCamera,
  Quaternion,
  Scene,
  WebGLRenderer,
} from "three";
import { bondSticks } from "./bond-sticks.ts";
import { cellEdges, extent } from "./geometry.ts";
import { sharedUniforms, sphereMesh, stickMesh } from "./impostors.ts";
import { attachOrbit, type OrbitState } from "./orbit.ts";
import { pickAtom, type Ray } from "./pick.ts";

/** What is drawn, decoded. */
export interface Drawing {
  readonly positions: Float32Array;
  readonly radii: Float32Array;
  readonly colours: Uint8Array;
  readonly bonds: Int32Array;
  readonly cell: readonly number[] | null;
}

const fieldOfView = 28;

export class StructureScene {
  readonly canvas: HTMLCanvasElement;
  readonly orbit: OrbitState = { rotation: startRotation(), pan: { x: 0, y: 0 }, distance: 30 };
  #renderer: WebGLRenderer;
  #scene = new Scene();
  #turning = new Group();
  #centring = new Group();
  #perspective = new PerspectiveCamera(fieldOfView, 1, 0.1, 1000);
  #orthographic = new OrthographicCamera();
  #uniforms = sharedUniforms();
  #drawing: Drawing | null = null;
  #radius = 10;
  #lineColour = new Color(0x888888);
  #pending = false;
  #onDrawn: () => void;

  constructor(canvas: HTMLCanvasElement, onPick: (atom: number) => void, onDrawn: () => void) {
    this.canvas = canvas;
    this.#onDrawn = onDrawn;
    // The buffer is kept so that the picture can be read back after it was shown (saving, tests).
    this.#renderer = new WebGLRenderer({ canvas, antialias: true, preserveDrawingBuffer: true });
    this.#renderer.setPixelRatio(Math.min(2, window.devicePixelRatio));
    this.#scene.add(this.#turning);
    this.#turning.add(this.#centring);
    attachOrbit({
      element: canvas,
      state: this.orbit,
      scale: () => (2 * this.orbit.distance * Math.tan((fieldOfView * Math.PI) / 360)) / Math.max(1, canvas.clientHeight),
      changed: () => this.draw(),
      clicked: (x, y) => onPick(this.#pick(x, y)),
    });
    new ResizeObserver(() => this.draw()).observe(canvas);
  }

  /** @param refit whether the camera is set to show all of it */
  show(drawing: Drawing, refit: boolean): void {
    this.#clear();
    this.#drawing = drawing;
    this.#uniforms.dim.value = 0;
    const { centre, radius } = extent(drawing.positions, drawing.cell);
    this.#centring.position.set(-centre[0], -centre[1], -centre[2]);
    this.#radius = radius;
    if (refit) this.fit();
    if (drawing.radii.length > 0) this.#centring.add(sphereMesh(drawing.positions, drawing.radii, drawing.colours, this.#uniforms));
    const sticks = bondSticks(drawing.positions, drawing.bonds, drawing.cell);
    if (sticks.count > 0) this.#centring.add(stickMesh(sticks, drawing.colours, this.#uniforms));
    if (drawing.cell !== null) {
      const geometry = new BufferGeometry();
      geometry.setAttribute("position", new Float32BufferAttribute(cellEdges(drawing.cell), 3));
      const lines = new LineSegments(geometry, new LineBasicMaterial({ color: this.#lineColour }));
      lines.frustumCulled = false;
      this.#centring.add(lines);
    }
    this.draw();
  }

  fit(): void {
    this.orbit.pan.x = 0;
    this.orbit.pan.y = 0;
    const narrow = Math.min(1, this.canvas.clientWidth / Math.max(1, this.canvas.clientHeight) || 1);
    this.orbit.distance = (1.08 * this.#radius) / Math.sin((fieldOfView * Math.PI) / 360) / Math.max(0.3, narrow);
    this.draw();
  }

  /** Looks along a lattice vector or an axis; index 0 to 2. */
  lookAlong(index: 0 | 1 | 2): void {
    const half = Math.SQRT1_2;
    const views = [new Quaternion(-0.5, -0.5, -0.5, 0.5), new Quaternion(half, 0, 0, -half), new Quaternion()];
    this.orbit.rotation.copy(views[index]!);
    this.draw();
  }

  set selected(atom: number) {
    this.#uniforms.selected.value = atom;
    this.draw();
  }
  set dimmed(on: boolean) {
    this.#uniforms.dim.value = on ? 0.72 : 0;
    this.draw();
  }
  set orthographic(on: boolean) {
    this.#uniforms.orthographic.value = on;
    this.draw();
  }
  get orthographic(): boolean {
    return this.#uniforms.orthographic.value;
  }
  set radiusScale(scale: number) {
    this.#uniforms.radiusScale.value = scale;
  }

  setTheme(background: [number, number, number], line: [number, number, number]): void {
    this.#uniforms.background.value = background;
    this.#renderer.setClearColor(new Color().setRGB(...background, "srgb"));
    this.#lineColour.setRGB(...line, "srgb");
    this.#centring.traverse((child) => {
      if (child instanceof LineSegments) (child.material as LineBasicMaterial).color.copy(this.#lineColour);
    });
    this.draw();
  }

  /** Draws at the next animation frame, once however often it was asked for. */
  draw(): void {
    if (this.#pending) return;
    this.#pending = true;
    requestAnimationFrame(() => {
      this.#pending = false;
      this.#render();
      this.#onDrawn();
    });
  }

  #camera(): PerspectiveCamera | OrthographicCamera {
    return this.orthographic ? this.#orthographic : this.#perspective;
  }

  #render(): void {
    const width = Math.max(1, this.canvas.clientWidth);
    const height = Math.max(1, this.canvas.clientHeight);
    this.#renderer.setSize(width, height, false);
    const { distance, pan, rotation } = this.orbit;
    this.#turning.quaternion.copy(rotation);
    this.#turning.position.set(pan.x, pan.y, 0);
    const far = distance + 2 * this.#radius + 1;
    const near = Math.max(far * 1e-4, distance - 2 * this.#radius);
    const halfHeight = distance * Math.tan((fieldOfView * Math.PI) / 360);
    Object.assign(this.#perspective, { aspect: width / height, near, far });
    Object.assign(this.#orthographic, { left: (-halfHeight * width) / height, right: (halfHeight * width) / height });
    Object.assign(this.#orthographic, { top: halfHeight, bottom: -halfHeight, near: Math.min(near, distance - 2 * this.#radius), far });
    this.#uniforms.fogNear.value = distance - 0.2 * this.#radius;
    this.#uniforms.fogFar.value = distance + 1.6 * this.#radius;
    const camera = this.#camera();
    camera.position.set(0, 0, distance);
    camera.updateProjectionMatrix();
    camera.updateMatrixWorld();
    this.#renderer.render(this.#scene, camera);
  }

  #pick(x: number, y: number): number {
    if (this.#drawing === null) return -1;
    const u = (2 * x) / this.canvas.clientWidth - 1;
    const v = 1 - (2 * y) / this.canvas.clientHeight;
    const tangent = Math.tan((fieldOfView * Math.PI) / 360);
    const aspect = this.canvas.clientWidth / this.canvas.clientHeight;
    const direction: [number, number, number] = [u * tangent * aspect, v * tangent, -1];
    const length = Math.hypot(...direction);
    const at = this.orbit.distance;
    const ray: Ray = this.orthographic
      ? { origin: [direction[0] * at, direction[1] * at, 0], direction: [0, 0, -1] }
      : { origin: [0, 0, 0], direction: [direction[0] / length, direction[1] / length, direction[2] / length] };
    const modelView = new Matrix4().multiplyMatrices(this.#camera().matrixWorldInverse, this.#centring.matrixWorld);
    return pickAtom(this.#drawing.positions, this.#drawing.radii, this.#uniforms.radiusScale.value, modelView.elements, ray);
  }

  #clear(): void {
    for (const child of [...this.#centring.children] as (Mesh | LineSegments)[]) {
      child.geometry.dispose();
      for (const material of [child.material].flat()) material.dispose();
      this.#centring.remove(child);
    }
  }
}

/** A little from the side and above: along an axis, a crystal shows only its first layer. */
function startRotation(): Quaternion {
  const turn = (x: number, y: number, z: number, angle: number) =>
    new Quaternion(x * Math.sin(angle / 2), y * Math.sin(angle / 2), z * Math.sin(angle / 2), Math.cos(angle / 2));
  // z of the structure points up on the screen, then it is turned about it and tipped towards the viewer.
  return turn(1, 0, 0, 0.3)
    .multiply(turn(0, 1, 0, -0.45))
    .multiply(turn(1, 0, 0, -Math.PI / 2));
}
