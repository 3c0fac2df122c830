// A JSON text with comments, and where in it a value or key stands.

import type { ProtocolProblem } from "@adatom/protocol/structure.ts";
import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";

export interface Span {
  readonly offset: number;
  readonly length: number;
}

export interface JsonText {
  readonly root: Node | undefined;
  readonly errors: readonly ParseError[];
  /** Where the value at a path stands; the nearest parent that exists where it does not. */
  value(path: readonly (string | number)[]): Span;
  /** Where a key of the object at a path stands. */
  key(path: readonly (string | number)[], key: string): Span;
  problem(span: Span, severity: "error" | "warning", code: string, message: string): ProtocolProblem;
}

export function readJsonText(text: string, file: string): JsonText {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const lineStarts = [0];
  for (let index = text.indexOf("\n"); index >= 0; index = text.indexOf("\n", index + 1)) lineStarts.push(index + 1);

  const nodeAt = (path: readonly (string | number)[]) => root && findNodeAtLocation(root, [...path]);
  const json: JsonText = {
    root,
    errors,
    value(path) {
      for (let length = path.length; length >= 0; length--) {
        const node = nodeAt(path.slice(0, length));
        if (!node) continue;
        // Of a missing value only its parent is there: its key says more than its whole text.
        if (length < path.length && length > 0 && node.parent?.type === "property") return node.parent.children![0]!;
        return node;
      }
      return { offset: 0, length: 0 };
    },
    key(path, key) {
      const property = nodeAt(path)?.children?.find((child) => child.children?.[0]?.value === key);
      return property?.children?.[0] ?? json.value(path);
    },
    problem({ offset: wanted, length }, severity, code, message) {
      // What is missing at the end is shown on the last letter there is.
      const offset = Math.max(0, Math.min(wanted, text.trimEnd().length - 1));
      let low = 0;
      let high = lineStarts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (lineStarts[middle]! <= offset) low = middle;
        else high = middle - 1;
      }
      const start = lineStarts[low]!;
      const end = low + 1 < lineStarts.length ? lineStarts[low + 1]! - 1 : text.length;
      const endColumn = Math.max(offset + 1, Math.min(offset + length, end)) - start;
      return { severity, code, message, file, line: low, column: offset - start, endColumn };
    },
  };
  return json;
}

/** "CloseBraceExpected" as words. */
export function syntaxMessage(error: ParseError): string {
  const words = printParseErrorCode(error.error)
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return `This is not JSON: ${words}.`;
}
