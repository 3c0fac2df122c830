// A trajectory in the form that its file's name asks for: ASE's indexed binary form for .traj, else extended XYZ.
import { extname } from "node:path";
import { extxyz } from "@adatom/models/formats/extxyz.ts";
import type { TrajectoryFrame, UlmState } from "@adatom/models/formats/ulm-trajectory.ts";
import { TrajectoryFile } from "./trajectory-file.ts";
import { UlmFile } from "./ulm-file.ts";

/** Where the file stood at a checkpoint: bytes of a text, the table of a binary one. */
export type TrajectoryState = number | UlmState;

export interface TrajectoryWriter {
  append(frame: TrajectoryFrame): void;
  /** For the checkpoint; the file is to be synced before that is written. */
  state(): TrajectoryState;
  sync(): void;
  close(): void;
}

/** @param state at the checkpoint that the run goes on from; null begins the file anew */
export function openTrajectory(path: string, state: TrajectoryState | null, warn: (message: string) => void): TrajectoryWriter {
  if (extname(path).toLowerCase() === ".traj") return new UlmFile(path, typeof state === "object" ? state : null, warn);
  const file = new TrajectoryFile(path, typeof state === "number" ? state : 0, warn);
  return {
    append({ structure, energy, info }) {
      file.append(extxyz.write!([{ ...structure, ...(energy !== undefined && { reference: { energy } }), ...(info && { info }) }]));
    },
    state: () => file.size,
    sync: () => file.sync(),
    close: () => file.close(),
  };
}
