// PyTorch's side of the networks' timings: Debian's python3-torch (scripts/install-peers.sh torch), on the processor.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Speed {
  /** Samples a second of the best run, by the clock and by the processors' time. */
  readonly wall: number;
  readonly processor: number;
}

export interface TorchTiming extends Speed {
  readonly version: string;
}

const script = fileURLToPath(new URL("torch_networks.py", import.meta.url));
/** The system's own interpreter, which sees the system's packages. */
const interpreter = "/usr/bin/python3";
let present: boolean | undefined;

/** Runs a workload of torch_networks.py for some seconds; null where PyTorch is not installed. @throws Error when it fails otherwise */
export function timeTorch(workload: string, threads: number, seconds: number): TorchTiming | null {
  present ??= spawnSync(interpreter, ["-c", "import torch"]).status === 0;
  if (!present) return null;
  const { status, stdout, stderr } = spawnSync(interpreter, [script, workload, String(threads), String(seconds)], {
    encoding: "utf8",
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(`PyTorch's ${workload} ended with ${status}: ${stderr.slice(-300)}`);
  return JSON.parse(stdout) as TorchTiming;
}
