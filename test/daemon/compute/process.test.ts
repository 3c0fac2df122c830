// The compute process as the daemon sees it: answers, errors by name, cancellation, and what a death costs.

import { buildFastList } from "@adatom/models/kernels/atoms/kernel-neighbour-list.ts";
import { potentialByName } from "@adatom/models/potentials/index.ts";
import { contentHash } from "@adatom/models/structure/content-hash.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { needStructure } from "../../../daemon/compute/contract.ts";
import { startCompute } from "../../../daemon/compute/process.ts";
import { quietLog, rattledSilicon } from "./silicon.ts";

const test = suite("compute process");
const compute = startCompute({ log: quietLog });
const model = { kind: "shipped", name: "sw-si-1985" } as const;
const silicon = rattledSilicon(1);
const hash = contentHash(silicon);
const structure = { hash };

async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("the request was answered");
}

async function untilReady(): Promise<void> {
  while (compute.state().state !== "ready") await new Promise((resolve) => setTimeout(resolve, 5));
}

test("a structure it does not hold is asked for, then predicted with the very numbers of the potential", async () => {
  assert.is((await rejection(compute.request("predict", { structure, model }))).name, needStructure);
  await compute.request("structure.put", { hash, parcel: { kind: "inline", structure: silicon } });
  const potential = potentialByName("sw-si-1985")!;
  const expected = potential.evaluate(silicon, buildFastList(silicon, potential.cutoffAngstrom));
  const summary = await compute.request("predict", { structure, model });
  assert.is(summary.energy, expected.energy);
  assert.is(summary.natoms, 8);
  assert.is(summary.model, "sw-si-1985");
  assert.equal(summary.stress, Array.from(expected.stress));
  const full = await compute.request("predict.full", { structure, model });
  assert.equal(full.energies, expected.energies);
  assert.equal(full.forces, expected.forces);
  const atom = await compute.request("predict.atom", { structure, model, atom: 3 });
  assert.is(atom.energy, expected.energies[3]);
  assert.equal([...atom.force], Array.from(expected.forces.subarray(9, 12)));
});

test("elements that a potential does not cover, unknown models and broken structures are told apart", async () => {
  const carbon: Structure = { ...silicon, atomicNumbers: Uint8Array.from(silicon.atomicNumbers, (z, i) => (i === 2 ? 6 : z)) };
  await compute.request("structure.put", { hash: "carbon", parcel: { kind: "inline", structure: carbon } });
  const uncovered = await rejection(compute.request("predict", { structure: { hash: "carbon" }, model }));
  assert.is(uncovered.name, "UnsupportedSpecies");
  assert.match(uncovered.message, /Atom 3 is C.*covers Si/);
  const unknown = await rejection(compute.request("predict", { structure, model: { kind: "shipped", name: "sw-unobtainium" } }));
  assert.is(unknown.name, "UnknownModel");
  assert.match(unknown.message, /sw-si-1985/);
  const lost = { kind: "stored", name: "si", version: 3, path: "/nowhere/si-3.safetensors" } as const;
  const missing = await rejection(compute.request("predict", { structure, model: lost }));
  assert.is(missing.name, "UnknownModel");
  assert.match(missing.message, /si@3/);
  const positions = silicon.positions.slice();
  positions[4] = Number.NaN;
  await compute.request("structure.put", { hash: "nan", parcel: { kind: "inline", structure: { ...silicon, positions } } });
  assert.is((await rejection(compute.request("predict", { structure: { hash: "nan" }, model }))).name, "BadStructure");
});

test("the shipped potentials are listed and chosen by elements", async () => {
  const list = await compute.request("shipped.list", {});
  assert.ok(list.some((shipped) => shipped.name === "sw-si-1985" && shipped.species.includes(14)));
  assert.equal(await compute.request("shipped.for", { species: [14, 14] }), { name: "sw-si-1985" });
  assert.is(await compute.request("shipped.for", { species: [92] }), null);
  const info = await compute.request("info", {});
  assert.ok(info.memoryBytes > 1e6);
  assert.is(info.backend, "wasm");
});

test("a cancelled request ends at once with the signal's reason", async () => {
  const controller = new AbortController();
  const asked = compute.request("predict", { structure, model }, controller.signal);
  controller.abort();
  assert.is((await rejection(asked)).name, "AbortError");
  assert.is((await rejection(compute.request("predict", { structure, model }, controller.signal))).name, "AbortError");
  assert.is((await compute.request("predict", { structure, model })).natoms, 8);
});

test("death by SIGKILL fails what is in flight with DeviceLost, restarts, and later requests are answered", async () => {
  await untilReady();
  const { pid, restarts } = compute.state();
  let lost = "";
  compute.onLost((why) => {
    lost = why;
  });
  const inFlight = compute.request("benchmark", {});
  process.kill(pid!, "SIGKILL");
  const error = await rejection(inFlight);
  assert.is(error.name, "DeviceLost");
  assert.match(error.message, /SIGKILL/);
  assert.match(lost, /SIGKILL/);
  // Waits for the new process instead of failing; that one holds nothing yet.
  assert.is((await rejection(compute.request("predict", { structure, model }))).name, needStructure);
  assert.is(compute.state().state, "ready");
  assert.is(compute.state().restarts, restarts + 1);
  assert.is.not(compute.state().pid, pid);
});

test("stop ends the process for good", async () => {
  await untilReady();
  const { pid } = compute.state();
  await compute.stop();
  assert.throws(() => process.kill(pid!, 0));
  assert.is((await rejection(compute.request("info", {}))).name, "DeviceLost");
  assert.is(compute.state().state, "stopped");
});

test.after(() => compute.stop());
test.run();
