// The tree of models: learned ones with their versions and errors, those read from other programs' files, then the shipped potentials.
import type { Result } from "@adatom/protocol/define.ts";
import { activateModel, listModels, modelChanged } from "@adatom/protocol/models.ts";
import * as vscode from "vscode";
import { ended } from "../shared/run-text.ts";
import type { DaemonLink } from "./daemon-link.ts";
import type { RunStore } from "./run-store.ts";

type Models = Result<typeof listModels>;
type Learned = Models["learned"][number];
type Node =
  | { readonly kind: "learned"; readonly model: Learned }
  | { readonly kind: "version"; readonly model: Learned; readonly version: Learned["versions"][number] }
  | { readonly kind: "imported"; readonly model: Models["imported"][number] }
  | { readonly kind: "shipped"; readonly model: Models["shipped"][number] };

export class ModelTree implements vscode.TreeDataProvider<Node> {
  readonly onDidChangeTreeData: vscode.Event<undefined>;
  #changed = new vscode.EventEmitter<undefined>();
  #link: DaemonLink;

  constructor(link: DaemonLink, store: RunStore) {
    this.#link = link;
    this.onDidChangeTreeData = this.#changed.event;
    link.on(modelChanged, () => this.#changed.fire(undefined));
    store.onSubscribed(() => this.#changed.fire(undefined));
    // A run that ends may leave a version that is not in use, which nobody is told of.
    let endedBefore = 0;
    store.onChanged(() => {
      const endedNow = store.runs.filter(ended).length;
      if (endedNow !== endedBefore) this.#changed.fire(undefined);
      endedBefore = endedNow;
    });
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node?.kind === "learned")
      return [...node.model.versions].sort((a, b) => b.version - a.version).map((version) => ({ ...node, kind: "version", version }));
    if (node !== undefined || this.#link.connection !== "connected") return [];
    const { learned, imported, shipped } = await this.#link.request(listModels, {});
    return [
      ...learned.map((model) => ({ kind: "learned", model }) as const),
      ...imported.map((model) => ({ kind: "imported", model }) as const),
      ...shipped.map((model) => ({ kind: "shipped", model }) as const),
    ];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const { Collapsed, None } = vscode.TreeItemCollapsibleState;
    if (node.kind === "version") {
      const item = new vscode.TreeItem(`version ${node.version.version}`, None);
      item.description = [errors(node.version.test ?? node.version.validation), node.version.active ? "in use" : ""]
        .filter(Boolean)
        .join(" · ");
      item.tooltip = `made ${new Date(node.version.createdAt).toLocaleString()}\nbegun by: ${node.version.reason}`;
      item.iconPath = new vscode.ThemeIcon(node.version.active ? "pass-filled" : "circle-outline");
      item.contextValue = node.version.active ? "active-version" : "version";
      return item;
    }
    if (node.kind === "imported") {
      const { name, species, program, problem, project } = node.model;
      const item = new vscode.TreeItem(name, None);
      item.description = `${species.join(", ")} · ${program}${node.model.default ? " · default" : ""}`;
      item.tooltip = problem ?? project;
      item.iconPath = new vscode.ThemeIcon(problem === null ? "file-symlink-file" : "warning");
      return item;
    }
    const item = new vscode.TreeItem(node.model.name, node.kind === "learned" && node.model.versions.length > 0 ? Collapsed : None);
    item.description =
      node.kind === "learned"
        ? `${node.model.versions.length === 0 ? "not trained yet" : node.model.species.join(", ")}${node.model.default ? " · default" : ""}`
        : `${node.model.species.join(", ")} · shipped`;
    item.tooltip = node.kind === "learned" ? node.model.project : node.model.description;
    item.iconPath = new vscode.ThemeIcon(node.kind === "learned" ? "graph-scatter" : "package");
    return item;
  }

  /** Makes the version of a tree node the one in use. */
  async activate(argument: unknown): Promise<void> {
    const node = argument as Node | undefined;
    if (node?.kind !== "version") return;
    await this.#link.request(activateModel, { project: node.model.project, name: node.model.name, version: node.version.version });
    this.#changed.fire(undefined);
  }
}

function errors(metrics: Readonly<Record<string, number>> | null): string {
  const energy = metrics?.energyMaeMeVPerAtom;
  const force = metrics?.forceMaeEvPerA;
  return energy === undefined || force === undefined ? "" : `${energy.toFixed(1)} meV/atom, ${force.toFixed(3)} eV/Å`;
}
