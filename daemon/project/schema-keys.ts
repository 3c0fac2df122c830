// Which keys and constants adatom.json may have at a path, read from the schema itself, for "did you mean".
import { projectFile } from "@adatom/protocol/project-file.ts";
import { z } from "zod";

interface SchemaNode {
  readonly const?: unknown;
  readonly properties?: Record<string, SchemaNode>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

let root: SchemaNode | undefined;

function variants(node: SchemaNode): SchemaNode[] {
  return [node, ...(node.anyOf ?? []).flatMap(variants), ...(node.oneOf ?? []).flatMap(variants)];
}

function nodesAt(path: readonly (string | number)[]): SchemaNode[] {
  root ??= z.toJSONSchema(projectFile, { io: "input" }) as SchemaNode;
  let nodes = variants(root);
  for (const step of path) {
    nodes = nodes
      .flatMap((node) => {
        const own = node.properties?.[String(step)];
        const other = typeof node.additionalProperties === "object" ? node.additionalProperties : undefined;
        return [typeof step === "number" ? node.items : (own ?? other)];
      })
      .flatMap((node) => (node ? variants(node) : []));
  }
  return nodes;
}

export function keysAt(path: readonly (string | number)[]): string[] {
  return [...new Set(nodesAt(path).flatMap((node) => Object.keys(node.properties ?? {})))];
}

export function constantsAt(path: readonly (string | number)[]): string[] {
  return [...new Set(nodesAt(path).flatMap((node) => (typeof node.const === "string" ? [node.const] : [])))];
}
