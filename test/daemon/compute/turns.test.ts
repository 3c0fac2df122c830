// Long answers in turns: short ones at once, requests between the pieces of long ones, errors as they are, and a prediction
// under way that two ask for made once.
import type { ModelRegistry } from "@adatom/daemon/compute/model-registry.ts";
import { Predictions } from "@adatom/daemon/compute/predictions.ts";
import { WorkQueue } from "@adatom/daemon/compute/queue.ts";
import { Structures } from "@adatom/daemon/compute/structures.ts";
import { turnsIn } from "@adatom/daemon/compute/turns.ts";
import type { Stepwise } from "@adatom/models/analysis/stepwise.ts";
import type { Evaluation, Potential } from "@adatom/models/potentials/potential.ts";
import type { Structure } from "@adatom/models/structure/structure.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diamond } from "../../conformance/structures.ts";

/** Longer than a piece. */
const longMs = 20;
function work(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
function* pieces(count: number, done: string[], name: string): Stepwise<string> {
  for (let k = 0; k < count; k++) {
    work(longMs);
    done.push(name);
    yield k / count;
  }
  return name;
}

test("short work is done at once, long work in turns with a job, and requests go in between", async () => {
  const queue = new WorkQueue();
  const turns = turnsIn(queue);
  const done: string[] = [];
  function* short(): Stepwise<number> {
    yield 0.5;
    return 7;
  }
  assert.is(turns(short()), 7);
  let steps = 3;
  queue.addJob({
    async step() {
      done.push("job");
      if (done.length === 4) queue.addTask(1, async () => void done.push("hover"));
      return --steps > 0;
    },
  });
  const answer = turns(pieces(4, done, "long"));
  assert.instance(answer, Promise);
  assert.is(await answer, "long");
  assert.equal(done.slice(0, 4), ["long", "job", "long", "job"]);
  assert.ok(done.indexOf("hover") === 4, `${done}`);
  assert.is(done.filter((name) => name === "long").length, 4);
});

test("what goes wrong late rejects as it would have thrown at once", async () => {
  const turns = turnsIn(new WorkQueue());
  function* failing(late: boolean): Stepwise<never> {
    if (late) work(longMs);
    yield 0;
    throw new RangeError("the cell is flat");
  }
  for (const late of [false, true]) {
    let error: unknown;
    try {
      await turns(failing(late));
    } catch (reason) {
      error = reason;
    }
    assert.instance(error, Failure);
    assert.match((error as Failure).message, /flat/);
  }
});

const evaluation = (atoms: number): Evaluation => ({
  energy: atoms,
  energies: new Float64Array(atoms).fill(1),
  forces: new Float64Array(3 * atoms),
  stress: new Float64Array(6),
});

test("a long prediction lets a short one pass, is made once for all who ask, and is kept", async () => {
  let made = 0;
  const slow: Potential = {
    name: "slow",
    description: "takes its time",
    species: [14],
    cutoffAngstrom: 3,
    evaluate() {
      throw new Error("its steps are there to be taken");
    },
    *steps({ atomicNumbers }: Structure) {
      made++;
      for (let k = 0; k < 5; k++) {
        work(atomicNumbers.length > 8 ? longMs : 0);
        yield k / 5;
      }
      return evaluation(atomicNumbers.length);
    },
  };
  const structures = new Structures();
  for (const [hash, repeats] of [
    ["large", 2],
    ["small", 1],
  ] as const)
    structures.put(hash, { kind: "inline", structure: diamond(repeats) });
  const registry = { load: () => slow } as unknown as ModelRegistry;
  const predictions = new Predictions(structures, registry, turnsIn(new WorkQueue()));
  const model = { kind: "shipped", name: "slow" } as const;
  const order: string[] = [];
  const ask = async (hash: string): Promise<number> => {
    const { energy } = await predictions.summary(hash, model);
    order.push(hash);
    return energy;
  };
  assert.equal(await Promise.all([ask("large"), ask("large"), ask("small")]), [64, 64, 8]);
  assert.equal(order, ["small", "large", "large"]);
  assert.is((await predictions.atom("large", model, 63)).energy, 1);
  assert.is(made, 2);
});

test.run();
