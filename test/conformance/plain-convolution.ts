// Convolution and transposed convolution over any number of dimensions by their definition, in float64, channels last.
import { at, type PlainArray, plain, sizeOf } from "./plain-array.ts";

export interface ConvolutionForm {
  readonly stride: number;
  readonly padding: "same" | "valid";
  readonly dilation?: number;
}

/** Where the first tap of output 0 lies, and how many outputs there are (TensorFlow's rule for "same"). */
function along(
  inSize: number,
  filterSize: number,
  { stride, padding, dilation = 1 }: ConvolutionForm,
): { before: number; outputs: number } {
  const reach = (filterSize - 1) * dilation + 1;
  if (padding === "valid") return { before: 0, outputs: Math.floor((inSize - reach) / stride) + 1 };
  const outputs = Math.ceil(inSize / stride);
  return { before: Math.floor(Math.max(0, (outputs - 1) * stride + reach - inSize) / 2), outputs };
}

/** Calls `visit` with every output position, filter tap and the input position under it that lies inside. */
function eachTap(
  inSizes: readonly number[],
  filterSizes: readonly number[],
  form: ConvolutionForm,
  visit: (output: number[], tap: number[], input: number[]) => void,
): number[] {
  const axes = inSizes.map((size, axis) => along(size, filterSizes[axis]!, form));
  const outSizes = axes.map(({ outputs }) => outputs);
  plain(outSizes, (_, output) => {
    plain(filterSizes, (_, tap) => {
      const input = output.map((o, axis) => o * form.stride + tap[axis]! * (form.dilation ?? 1) - axes[axis]!.before);
      if (input.every((i, axis) => i >= 0 && i < inSizes[axis]!)) visit([...output], [...tap], input);
      return 0;
    });
    return 0;
  });
  return outSizes;
}

const place = (shape: readonly number[], index: readonly number[]): number => index.reduce((k, i, axis) => k * shape[axis]! + i, 0);

/** @param x batch, sizes, channels @param filter sizes, channels, outputs */
export function convolution(x: PlainArray, filter: PlainArray, form: ConvolutionForm): PlainArray {
  const [batch, channels] = [x.shape[0]!, x.shape.at(-1)!];
  const outputs = filter.shape.at(-1)!;
  const inSizes = x.shape.slice(1, -1);
  const filterSizes = filter.shape.slice(0, -2);
  const outSizes = eachTap(inSizes, filterSizes, form, () => {});
  const shape = [batch, ...outSizes, outputs];
  const values = new Float64Array(sizeOf(shape));
  eachTap(inSizes, filterSizes, form, (output, tap, input) => {
    for (let n = 0; n < batch; n++)
      for (let o = 0; o < outputs; o++)
        for (let c = 0; c < channels; c++) values[place(shape, [n, ...output, o])]! += at(x, [n, ...input, c]) * at(filter, [...tap, c, o]);
  });
  return { shape, values };
}

/** The transpose of `convolution`: @param y batch, sizes, outputs @param filter sizes, channels, outputs @param inSizes of the result */
export function transposedConvolution(y: PlainArray, filter: PlainArray, inSizes: readonly number[], form: ConvolutionForm): PlainArray {
  const batch = y.shape[0]!;
  const [channels, outputs] = filter.shape.slice(-2) as [number, number];
  const shape = [batch, ...inSizes, channels];
  const values = new Float64Array(sizeOf(shape));
  eachTap(inSizes, filter.shape.slice(0, -2), form, (output, tap, input) => {
    for (let n = 0; n < batch; n++)
      for (let o = 0; o < outputs; o++)
        for (let c = 0; c < channels; c++) values[place(shape, [n, ...input, c])]! += at(y, [n, ...output, o]) * at(filter, [...tap, c, o]);
  });
  return { shape, values };
}
