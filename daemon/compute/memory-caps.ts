// How much memory compute may use: for tensors, of all jobs' steps together, and for models that are held ready. From the
// environment, so that the editor's settings and a shell can say it alike.
import { totalmem } from "node:os";

const mebibyte = 2 ** 20;

export interface MemoryCaps {
  /** A job whose step passes it fails. */
  readonly tensorBytes: number;
  /** Beyond it the models used longest ago are given up, and loaded again when asked for. */
  readonly modelBytes: number;
}

/** Half the machine's memory for tensors, and an eighth of it, at most 1 GiB, for models. */
export function defaultCaps(machineBytes: number = totalmem()): MemoryCaps {
  return { tensorBytes: Math.floor(machineBytes / 2), modelBytes: Math.min(2 ** 30, Math.floor(machineBytes / 8)) };
}

/** @throws RangeError naming the variable that is no number of mebibytes */
export function memoryCaps(env: NodeJS.ProcessEnv = process.env, defaults: MemoryCaps = defaultCaps()): MemoryCaps {
  return {
    tensorBytes: asked(env, "ADATOM_TENSOR_MB") ?? defaults.tensorBytes,
    modelBytes: asked(env, "ADATOM_MODEL_MB") ?? defaults.modelBytes,
  };
}

let present: MemoryCaps | undefined;

/** Of this process. A variable that is no number is said once and the defaults are taken. */
export function presentCaps(): MemoryCaps {
  try {
    present ??= memoryCaps();
  } catch (error) {
    console.error((error as Error).message);
    present = defaultCaps();
  }
  return present;
}

function asked(env: NodeJS.ProcessEnv, name: string): number | undefined {
  const text = env[name];
  if (text === undefined || text === "") return undefined;
  const value = Number(text);
  if (!(Number.isFinite(value) && value > 0))
    throw new RangeError(`${name} must be a positive number of mebibytes, not "${text}". Unset it for the default.`);
  return Math.floor(value * mebibyte);
}
