// What a tensor backend says of itself once it runs, and how one that is not there says so.

export interface LoadedBackend {
  readonly name: string;
  /** For people: the engine, the device, its memory. */
  readonly description: string;
  /** Settles with the reason when the device goes away (a driver's reset, an unplugged card). Absent: it cannot. */
  readonly lost?: Promise<string>;
  /** The GPU where there is one under it, for our own kernels, and its name. */
  readonly gpu?: Gpu;
}

export interface Gpu {
  readonly device: GPUDevice;
  readonly title: string;
}

/** The engine is simply not on this machine, which is no fault; any other error of a backend is worth telling. */
export class BackendAbsent extends Error {
  /** What to do to have it. */
  readonly advice: string;

  constructor(message: string, advice: string) {
    super(message);
    this.name = "BackendAbsent";
    this.advice = advice;
  }
}
