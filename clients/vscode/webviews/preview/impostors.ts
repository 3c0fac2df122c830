// Spheres and cylinders drawn as impostors: a quad or a box stands for each, and its fragments are ray-cast against the exact
// surface, depth included. A million atoms cost a million quads, never a mesh each, and edges are round at every zoom.
// (Sigg, Weyrich, Botsch, Gross 2006, GPU-based ray-casting of quadratic surfaces.)
import {
  BackSide,
  BoxGeometry,
  GLSL3,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
  PlaneGeometry,
  RawShaderMaterial,
} from "three";
import type { Sticks } from "./bond-sticks.ts";
import { cylinderFragment, cylinderVertex, sphereFragment, sphereVertex } from "./shaders.ts";

/** Shared by both: `dim` 0 to 1 fades towards the background while the text is broken; `outline` darkens silhouettes. */
export interface SharedUniforms {
  readonly orthographic: { value: boolean };
  readonly background: { value: [number, number, number] };
  readonly dim: { value: number };
  readonly selected: { value: number };
  readonly radiusScale: { value: number };
  readonly fogNear: { value: number };
  readonly fogFar: { value: number };
}

export function sharedUniforms(): SharedUniforms {
  return {
    orthographic: { value: false },
    background: { value: [0, 0, 0] },
    dim: { value: 0 },
    selected: { value: -1 },
    radiusScale: { value: 0.55 },
    fogNear: { value: 0 },
    fogFar: { value: 1 },
  };
}

/** @param positions 3N, angstrom. @param radii N, angstrom. @param colours 3N bytes */
export function sphereMesh(positions: Float32Array, radii: Float32Array, colours: Uint8Array, uniforms: SharedUniforms): Mesh {
  const geometry = instanced(new PlaneGeometry(2, 2), radii.length);
  geometry.setAttribute("centre", new InstancedBufferAttribute(positions, 3));
  geometry.setAttribute("radius", new InstancedBufferAttribute(radii, 1));
  geometry.setAttribute("colour", new InstancedBufferAttribute(colours, 3, true));
  return finish(geometry, sphereVertex, sphereFragment, uniforms);
}

/** @param colours 3N bytes, of the atoms that the sticks name */
export function stickMesh(sticks: Sticks, colours: Uint8Array, uniforms: SharedUniforms): Mesh {
  const geometry = instanced(new BoxGeometry(2, 2, 1).translate(0, 0, 0.5), sticks.count);
  geometry.setAttribute("start", new InstancedBufferAttribute(sticks.starts, 3));
  geometry.setAttribute("end", new InstancedBufferAttribute(sticks.ends, 3));
  const first = new Uint8Array(3 * sticks.count);
  const second = new Uint8Array(3 * sticks.count);
  for (let i = 0; i < sticks.count; i++) {
    first.set(colours.subarray(3 * sticks.atoms[2 * i]!, 3 * sticks.atoms[2 * i]! + 3), 3 * i);
    second.set(colours.subarray(3 * sticks.atoms[2 * i + 1]!, 3 * sticks.atoms[2 * i + 1]! + 3), 3 * i);
  }
  geometry.setAttribute("firstColour", new InstancedBufferAttribute(first, 3, true));
  geometry.setAttribute("secondColour", new InstancedBufferAttribute(second, 3, true));
  const mesh = finish(geometry, cylinderVertex, cylinderFragment, uniforms);
  // Back faces: each pixel of the box is covered once, and also with the camera inside the box.
  (mesh.material as RawShaderMaterial).side = BackSide;
  return mesh;
}

function instanced(base: PlaneGeometry | BoxGeometry, count: number): InstancedBufferGeometry {
  const geometry = new InstancedBufferGeometry();
  geometry.index = base.index;
  geometry.setAttribute("position", base.getAttribute("position"));
  geometry.instanceCount = count;
  return geometry;
}

function finish(geometry: InstancedBufferGeometry, vertexShader: string, fragmentShader: string, uniforms: SharedUniforms): Mesh {
  const material = new RawShaderMaterial({ glslVersion: GLSL3, vertexShader, fragmentShader, uniforms: { ...uniforms } });
  const mesh = new Mesh(geometry, material);
  // Positions live in instance attributes, which three's culling does not see.
  mesh.frustumCulled = false;
  return mesh;
}
