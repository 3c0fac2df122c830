// A WGSL kernel on a WebGPU device, and the buffers between kernels. The device is given: finding one is daemon/compute's.

/** Threads of a workgroup in kernels with one thread an atom. */
export const workgroupSize = 128;

/** Sums in fixed point hold for so many workgroups of atoms; see fixed-point.wgsl.ts. */
export const mostAtoms = 32767 * workgroupSize;

/** Compiled once a device, as long as that lives: there are a dozen, and one a potential. */
const compiled = new WeakMap<GPUDevice, Map<string, GPUComputePipeline>>();

function pipelineOf(device: GPUDevice, label: string, code: string, constants: Record<string, number>): GPUComputePipeline {
  const own = compiled.get(device) ?? new Map<string, GPUComputePipeline>();
  compiled.set(device, own);
  const key = JSON.stringify([code, constants]);
  const found = own.get(key);
  if (found) return found;
  const module = device.createShaderModule({ label, code });
  const made = device.createComputePipeline({ label, layout: "auto", compute: { module, entryPoint: "main", constants } });
  own.set(key, made);
  return made;
}

export class Kernel {
  private readonly device: GPUDevice;
  private readonly pipeline: GPUComputePipeline;

  /**
   * @param code a WGSL module with one entry point, `main`, whose bindings of group 0 are numbered from 0 and all used
   * @param constants values of its `override` declarations
   */
  constructor(device: GPUDevice, label: string, code: string, constants: Record<string, number> = {}) {
    this.device = device;
    this.pipeline = pipelineOf(device, label, code, constants);
  }

  /** The kernel with its buffers, in the order of their bindings. */
  bind(...buffers: readonly GPUBuffer[]): BoundKernel {
    const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
    return new BoundKernel(this.pipeline, this.device.createBindGroup({ layout: this.pipeline.getBindGroupLayout(0), entries }));
  }
}

export class BoundKernel {
  private readonly pipeline: GPUComputePipeline;
  private readonly group: GPUBindGroup;

  constructor(pipeline: GPUComputePipeline, group: GPUBindGroup) {
    this.pipeline = pipeline;
    this.group = group;
  }

  /** So many workgroups; where a buffer is given, as many as it says when the device comes to it. */
  run(pass: GPUComputePassEncoder, x: number | GPUBuffer, y = 1): void {
    pass.setPipeline(this.pipeline);
    pass.setBindGroup(0, this.group);
    if (typeof x === "number") pass.dispatchWorkgroups(x, y);
    else pass.dispatchWorkgroupsIndirect(x, 0);
  }
}

export type DeviceArray = Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/** Buffers that live and die together. */
export class Buffers {
  private readonly device: GPUDevice;
  private readonly made: GPUBuffer[] = [];

  constructor(device: GPUDevice) {
    this.device = device;
  }

  /** Zeroed storage of so many bytes. */
  storage(bytes: number, extraUsage = 0): GPUBuffer {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST | extraUsage;
    return this.keep({ size: Math.max(16, (bytes + 3) & ~3), usage });
  }

  /** Storage that holds a copy of the array. */
  holding(array: DeviceArray, extraUsage = 0): GPUBuffer {
    const buffer = this.storage(array.byteLength, extraUsage);
    this.device.queue.writeBuffer(buffer, 0, array);
    return buffer;
  }

  uniform(bytes: number): GPUBuffer {
    return this.keep({ size: bytes, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
  }

  private keep(descriptor: GPUBufferDescriptor): GPUBuffer {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits;
    if (descriptor.size > Math.min(maxBufferSize, maxStorageBufferBindingSize))
      throw new RangeError(`The GPU takes no buffer of ${descriptor.size} bytes: run fewer atoms, or on the processor.`);
    const buffer = this.device.createBuffer(descriptor);
    this.made.push(buffer);
    return buffer;
  }

  destroy(): void {
    for (const buffer of this.made.splice(0)) buffer.destroy();
  }
}

/** Encodes one compute pass and hands it to the device. */
export function submitPass(device: GPUDevice, encode: (pass: GPUComputePassEncoder) => void): void {
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  encode(pass);
  pass.end();
  device.queue.submit([encoder.finish()]);
}

/** Copies of buffers as they are once all work handed in so far is done. */
export async function readBuffers(device: GPUDevice, buffers: readonly { buffer: GPUBuffer; bytes: number }[]): Promise<ArrayBuffer[]> {
  const encoder = device.createCommandEncoder();
  const copies = buffers.map(({ buffer, bytes }) => {
    const copy = device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    encoder.copyBufferToBuffer(buffer, 0, copy, 0, bytes);
    return copy;
  });
  device.queue.submit([encoder.finish()]);
  try {
    await Promise.all(copies.map((copy) => copy.mapAsync(GPUMapMode.READ)));
    return copies.map((copy) => copy.getMappedRange().slice(0));
  } finally {
    for (const copy of copies) copy.destroy();
  }
}
