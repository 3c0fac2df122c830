// A cap on the bytes of tensors that live at the same time. TensorFlow.js counts them and has no limit of its own: a step
// that is too large would take the machine's memory and be killed without a word.
import { engine, type TensorInfo } from "@tensorflow/tfjs-core";

/** The part of TensorFlow.js's engine that books a new tensor, and where it counts. */
interface Bookkeeping {
  trackTensor(tensor: TensorInfo, backend: unknown): void;
  readonly state: { readonly numBytes: number };
}

let cap = Number.POSITIVE_INFINITY;
let installed = false;

/** From now on an operation whose result passes the cap throws; what was made within tidy is freed as by any error. */
export function capTensors(bytes: number): void {
  cap = bytes;
  if (installed) return;
  installed = true;
  const books = engine() as unknown as Bookkeeping;
  const book = books.trackTensor.bind(books);
  books.trackTensor = (tensor, backend) => {
    // Booked first: only what is booked is freed.
    book(tensor, backend);
    if (books.state.numBytes > cap) throw new Error(capMessage(cap));
  };
}

function capMessage(bytes: number): string {
  return (
    `This takes more than ${Math.floor(bytes / 2 ** 20)} MiB of tensors at once, which is the cap. Lower training.batchStructures or the ` +
    "widths of the network; or raise the cap (ADATOM_TENSOR_MB, or adatom.tensorMemoryMB in the editor) and run adatom restart."
  );
}
