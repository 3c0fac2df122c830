// What the extension and the structure preview tell each other by postMessage. Types only; plain data.

import type { Result } from "@adatom/protocol/define.ts";
import type { preview } from "@adatom/protocol/preview.ts";

export type PreviewFrame = Result<typeof preview>;
export type ColourMode = "element" | "energy" | "force";

export type ToPreview =
  | { readonly type: "frame"; readonly name: string; readonly frame: PreviewFrame; readonly radiusScale: number }
  | { readonly type: "failure"; readonly message: string; readonly line: number | null }
  /** The text changed and its geometry is not here yet. */
  | { readonly type: "pending" }
  /** Errors that the daemon found in the text; the frame shows what could be read all the same. */
  | { readonly type: "problems"; readonly count: number; readonly line: number | null }
  /** Atom under the editor's cursor, from 0; null for none. */
  | { readonly type: "select"; readonly line: number | null };

export type FromPreview =
  | { readonly type: "ready" }
  | { readonly type: "show-frame"; readonly frame: number }
  | { readonly type: "reveal-line"; readonly line: number }
  | { readonly type: "colour-by"; readonly mode: ColourMode };
