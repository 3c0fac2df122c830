// The shape of an extensive network (EDNN), and its layers: over one tile, or over a whole image at once.
import { createConvolution } from "../layers/convolution.ts";
import { createDense } from "../layers/dense.ts";
import type { Layer } from "../layers/layer.ts";
import { createTiling } from "../layers/tiling.ts";

export type TileLayer =
  | { readonly kind: "convolution"; readonly side: number; readonly stride: number; readonly channels: number }
  | { readonly kind: "dense"; readonly width: number };

export interface ExtensiveShape {
  readonly dimensions: 1 | 2 | 3;
  readonly channels: number;
  /** f, points. */
  readonly focus: number;
  /** c, points. */
  readonly context: number;
  /** Hidden layers with ReLU, convolutions before dense ones; a dense layer of one follows. */
  readonly layers: readonly TileLayer[];
  /**
   * What convolutions see around a tile. zero: nothing, as in the paper: every tile is computed by itself. shared: the image
   * goes on, so that every convolution is computed once for the image, not once for every tile that overlaps there; what
   * lies beyond a tile's context then has some influence. Networks of dense layers alone are the same function both ways.
   */
  readonly borders: "zero" | "shared";
}

/** The network for Ising configurations of Mills et al. 2019. */
export function isingShape(context = 1): ExtensiveShape {
  const side = 1 + 2 * context;
  const layers = [32 * side * side, 64, 64].map((width) => ({ kind: "dense", width }) as const);
  return { dimensions: 2, channels: 1, focus: 1, context, layers, borders: "zero" };
}

/** The network for images of atoms of Mills et al. 2019: 13 convolutions and 2 dense layers; tiles of 128 x 128. */
export function sheetShape(borders: ExtensiveShape["borders"] = "zero"): ExtensiveShape {
  const convolution = (side: number, stride: number, channels: number, count: number): TileLayer[] =>
    Array.from({ length: count }, () => ({ kind: "convolution", side, stride, channels }) as const);
  return {
    dimensions: 2,
    channels: 1,
    focus: 64,
    context: 32,
    layers: [
      ...convolution(3, 2, 64, 2),
      ...convolution(4, 1, 16, 6),
      ...convolution(3, 2, 64, 1),
      ...convolution(3, 1, 32, 4),
      { kind: "dense", width: 1024 },
    ],
    borders,
  };
}

const withOutput = (shape: ExtensiveShape): readonly TileLayer[] => [...shape.layers, { kind: "dense", width: 1 }];

/** Layers over one tile; one output. @throws RangeError where strides do not divide the sizes */
export function tileLayers(shape: ExtensiveShape): Layer[] {
  const side = shape.focus + 2 * shape.context;
  const made: Layer[] = [];
  let inShape: readonly number[] = [...Array<number>(shape.dimensions).fill(side), shape.channels];
  const all = withOutput(shape);
  for (const [l, layer] of all.entries()) {
    const rectifier = l === all.length - 1 ? "none" : "relu";
    if (layer.kind === "dense") made.push(createDense(inShape, layer.width, rectifier));
    else {
      if (made.some(({ outShape }) => outShape.length === 1)) throw new RangeError("convolutions must stand before dense layers");
      made.push(createConvolution(inShape, { ...layer, rectifier, borders: "zero" }));
    }
    inShape = made.at(-1)!.outShape;
  }
  return made;
}

/**
 * Layers over a whole periodic image with the parameters of tileLayers; one output a tile. Dense layers take the tiles of
 * what the convolutions have made of the image.
 * @throws RangeError where strides do not divide the image, the focus and the context
 */
export function imageLayers(shape: ExtensiveShape, sizes: readonly number[]): Layer[] {
  const made: Layer[] = [];
  let inShape: readonly number[] = [...sizes, shape.channels];
  let { focus, context } = shape;
  let tiled = false;
  const all = withOutput(shape);
  for (const [l, layer] of all.entries()) {
    const rectifier = l === all.length - 1 ? "none" : "relu";
    if (layer.kind === "convolution") {
      if (focus % layer.stride !== 0 || context % layer.stride !== 0)
        throw new RangeError("convolutions can be shared between tiles only where their strides divide the focus and the context");
      made.push(createConvolution(inShape, { ...layer, rectifier, borders: "periodic" }));
      focus /= layer.stride;
      context /= layer.stride;
    } else {
      if (!tiled) made.push(createTiling(inShape, focus, context));
      tiled = true;
      made.push(createDense(made.at(-1)!.outShape, layer.width, rectifier, shape.dimensions));
    }
    inShape = made.at(-1)!.outShape;
  }
  return made;
}
