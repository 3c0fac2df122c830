// All runs the daemon knows, kept up to date from its notifications: what the status bar, the tree and the training view show.

import type { Params } from "@adatom/protocol/define.ts";
import { listRuns, type Run, runChanged, runCurveChanged, runRow, subscribeRuns } from "@adatom/protocol/runs.ts";
import * as vscode from "vscode";
import type { DaemonLink } from "./daemon-link.ts";

export type RunRow = Params<typeof runRow>;
export type ToldCurve = Params<typeof runCurveChanged>;

export class RunStore implements vscode.Disposable {
  readonly onChanged: vscode.Event<void>;
  readonly onRow: vscode.Event<RunRow>;
  readonly onCurve: vscode.Event<ToldCurve>;
  /** The daemon was met (again): rows may have been missed. */
  readonly onSubscribed: vscode.Event<void>;
  #changed = new vscode.EventEmitter<void>();
  #row = new vscode.EventEmitter<RunRow>();
  #curve = new vscode.EventEmitter<ToldCurve>();
  #subscribed = new vscode.EventEmitter<void>();
  #runs = new Map<number, Run>();
  #link: DaemonLink;
  #disposables: vscode.Disposable[];

  constructor(link: DaemonLink) {
    this.#link = link;
    this.onChanged = this.#changed.event;
    this.onRow = this.#row.event;
    this.onCurve = this.#curve.event;
    this.onSubscribed = this.#subscribed.event;
    this.#disposables = [
      this.#changed,
      this.#row,
      this.#curve,
      this.#subscribed,
      link.on(runChanged, (run) => this.#take([run])),
      link.on(runRow, (row) => this.#row.fire(row)),
      link.on(runCurveChanged, (told) => this.#curve.fire(told)),
      link.onConnection((connection) => {
        if (connection === "connected") void this.#subscribe();
        this.#changed.fire();
      }),
    ];
  }

  /** Newest first. */
  get runs(): readonly Run[] {
    return [...this.#runs.values()].sort((a, b) => b.id - a.id);
  }

  get(id: number): Run | undefined {
    return this.#runs.get(id);
  }

  /** Resolves when the run has ended, however it ended. */
  ended(id: number): Promise<Run> {
    return new Promise((resolve) => {
      const look = () => {
        const run = this.#runs.get(id);
        if (run === undefined || !["done", "failed", "cancelled"].includes(run.state)) return;
        listener.dispose();
        resolve(run);
      };
      const listener = this.onChanged(look);
      look();
    });
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #take(runs: readonly Run[]): void {
    for (const run of runs) this.#runs.set(run.id, run);
    this.#changed.fire();
  }

  async #subscribe(): Promise<void> {
    try {
      // Subscribed first and listed after: nothing falls between.
      const { runs } = await this.#link.request(subscribeRuns, {});
      const listed = await this.#link.request(listRuns, { limit: 200 });
      this.#runs.clear();
      this.#take([...runs, ...listed.runs]);
      this.#subscribed.fire();
    } catch (error) {
      this.#link.log.error(`runs: ${(error as Error).message}`);
    }
  }
}
