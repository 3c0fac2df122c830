// What a device finds wrong with its work. WebGPU tells it later and elsewhere, and goes on with buffers full of zeros: every
// piece of work stands between `begin` and `end`, and before results are believed `settle` is awaited.

export class DeviceFaults {
  private readonly device: GPUDevice;
  private readonly told: Promise<GPUError | null>[] = [];

  constructor(device: GPUDevice) {
    this.device = device;
  }

  /** Nothing may be awaited until `end`: other work on the device has scopes of its own. */
  begin(): void {
    this.device.pushErrorScope("out-of-memory");
    this.device.pushErrorScope("validation");
  }

  end(): void {
    this.told.push(this.device.popErrorScope(), this.device.popErrorScope());
  }

  /** @throws RangeError where the device had no room, Error where it refused something */
  async settle(): Promise<void> {
    const errors = (await Promise.all(this.told.splice(0))).filter((error) => error !== null);
    const full = errors.find((error) => error instanceof GPUOutOfMemoryError);
    if (full) throw new RangeError("The GPU has no room for so many atoms: run fewer, or on the processor.");
    if (errors.length > 0) throw new Error(`The GPU refused its work: ${errors[0]!.message}`);
  }
}
