// A real daemon of the test's own with a small silicon project and a structure file, and waiting for runs to end.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@adatom/connect/index.ts";
import { extxyz } from "@adatom/models/formats/extxyz.ts";
import { getRun, type Run } from "@adatom/protocol/runs.ts";
import { rattledSilicon } from "../compute/silicon.ts";
import { writeSiliconData } from "../jobs/workshop.ts";
import { type PrivateHome, privateHome } from "../private-daemon.ts";

export interface RunDaemon {
  readonly home: PrivateHome;
  readonly client: Client;
  /** Folder with adatom.json: models "si" and "whole" (structure-energy), each trained in a second, and "classical" (shipped). */
  readonly project: string;
  /** 8 atoms of silicon, rattled. */
  readonly structure: string;
}

export async function startRunDaemon(): Promise<RunDaemon> {
  const home = privateHome();
  const project = join(home.folder, "project");
  mkdirSync(project);
  writeSiliconData(project, 12);
  const descriptors = { radial: { cutoff: 5, eta: [0.1, 1] }, angular: { cutoff: 4, eta: [0.05], zeta: [1] } };
  const si = { type: "behler-parrinello", data: "silicon", descriptors, hidden: [6], training: { epochs: 5, seed: 3 } };
  const whole = { type: "structure-energy", data: "silicon", widths: [4, 6], radial: 3, training: { epochs: 2, learningRate: 0.001 } };
  const models = { si, orphan: { ...si, data: "nothing" }, classical: { type: "shipped", potential: "sw-si-1985" }, whole };
  const dataSets = { silicon: { files: ["data/*.xyz"], validationFraction: 0.3, testFraction: 0.2 }, nothing: { files: ["none/*.xyz"] } };
  writeFileSync(join(project, "adatom.json"), JSON.stringify({ dataSets, models }));
  const structure = join(home.folder, "start.xyz");
  writeFileSync(structure, extxyz.write!([rattledSilicon(21), rattledSilicon(22)]));
  return { home, client: await home.connect(), project, structure };
}

export async function ended(client: Client, id: number): Promise<Run> {
  for (;;) {
    const run = await client.request(getRun, { id });
    if (run.state !== "running" && run.state !== "queued") return run;
    await sleep(20);
  }
}

/** The error a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("the request was answered");
}
