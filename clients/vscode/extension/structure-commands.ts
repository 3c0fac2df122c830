// Commands on a structure: preview, relax, molecular dynamics. Called from the palette, a menu or a code lens (uri, frame).
import { basename, dirname, extname, join } from "node:path";
import { md } from "@adatom/protocol/md.ts";
import { relax } from "@adatom/protocol/relax.ts";
import type { StructureSource } from "@adatom/protocol/structure.ts";
import * as vscode from "vscode";
import type { Forces } from "../shared/force-choices.ts";
import { chooseForces } from "./choose-forces.ts";
import type { DaemonLink } from "./daemon-link.ts";
import { isStructure } from "./languages.ts";
import type { Previews } from "./previews.ts";
import type { RunStore } from "./run-store.ts";
import type { TrainingPanel } from "./training-panel.ts";

interface Parts {
  readonly link: DaemonLink;
  readonly store: RunStore;
  readonly previews: Previews;
  readonly training: TrainingPanel;
}

type Target = NonNullable<ReturnType<typeof targetOf>>;

export function structureCommands({ link, store, previews, training }: Parts): Record<string, (...given: unknown[]) => unknown> {
  /** A command whose forces are what the structure's project says, and one that asks for them. */
  const both =
    (run: (target: Target, forces: Forces) => Promise<void>, asks: boolean) =>
    async (uri: unknown, frame: unknown): Promise<void> => {
      const target = targetOf(uri, frame);
      if (target === null) return;
      const forces = asks ? await chooseForces(link, target.uri) : {};
      if (forces !== undefined) await run(target, forces);
    };

  async function relaxed(target: Target, forces: Forces): Promise<void> {
    const started = await link.request(relax, { source: target.source, frame: target.frame, ...forces });
    const run = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: "Relaxing" }, () =>
      store.ended(started.id),
    );
    if (run.state !== "done") return reportEnd(run.error ?? `The relaxation was ${run.state}.`, run.state === "failed");
    const result = run.result as {
      energyBefore: number;
      energy: number;
      maximumForce: number;
      output: string;
      model: string;
      converged: boolean;
    };
    const how = result.converged ? "Relaxed" : "Not converged yet";
    const text = `${how} with ${result.model}: ${result.energyBefore.toFixed(4)} → ${result.energy.toFixed(4)} eV, largest force ${result.maximumForce.toFixed(3)} eV/Å.`;
    if ((await vscode.window.showInformationMessage(text, "Open")) === "Open")
      await vscode.window.showTextDocument(vscode.Uri.file(result.output));
  }

  async function moved(target: Target, forces: Forces): Promise<void> {
    const temperatureKelvin = await askNumber("Temperature, K", "300");
    if (temperatureKelvin === undefined) return;
    const steps = await askNumber("Steps of 1 fs", "1000");
    if (steps === undefined) return;
    const { fsPath } = target.uri;
    const trajectory = join(dirname(fsPath), `${basename(fsPath, extname(fsPath))}-md.xyz`);
    const run = await link.request(md, {
      source: target.source,
      frame: target.frame,
      ...forces,
      ensemble: "nvt-langevin",
      temperatureKelvin,
      steps: Math.max(1, Math.round(steps)),
      trajectory,
    });
    training.show(run.id);
  }

  return {
    "adatom.preview": (uri, frame) => {
      const target = targetOf(uri, frame);
      if (target !== null) previews.show(target.uri, target.frame);
    },
    "adatom.relax": both(relaxed, false),
    "adatom.relaxWith": both(relaxed, true),
    "adatom.md": both(moved, false),
    "adatom.mdWith": both(moved, true),
  };
}

function reportEnd(message: string, failed: boolean): void {
  void (failed ? vscode.window.showErrorMessage(`Adatom: ${message}`) : vscode.window.showInformationMessage(message));
}

async function askNumber(prompt: string, value: string): Promise<number | undefined> {
  const validateInput = (text: string) => (Number(text) > 0 ? null : "A positive number, please.");
  const text = await vscode.window.showInputBox({ prompt, value, validateInput });
  return text === undefined ? undefined : Number(text);
}

/** What a command was called on: a URI (from a lens as text, from a menu as Uri), else the active editor's document. */
function targetOf(uri: unknown, frame: unknown): { uri: vscode.Uri; frame: number; source: StructureSource } | null {
  const given = typeof uri === "string" ? vscode.Uri.parse(uri) : uri instanceof vscode.Uri ? uri : undefined;
  const target = given ?? vscode.window.activeTextEditor?.document.uri;
  if (target === undefined) {
    void vscode.window.showInformationMessage("Open a structure file first (.xyz, POSCAR, .cif, .xsf, input.data).");
    return null;
  }
  const open = vscode.workspace.textDocuments.some((document) => document.uri.toString() === target.toString() && isStructure(document));
  const source: StructureSource = open ? { uri: target.toString() } : { path: target.fsPath };
  return { uri: target, frame: typeof frame === "number" ? frame : 0, source };
}
