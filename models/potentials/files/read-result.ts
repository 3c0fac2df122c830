// What readers of parameter files return. They never throw on bad input: they say what is wrong, and where.
import type { Problem } from "../../formats/format.ts";

export interface ReadResult<T> {
  /** What the file holds; undefined where a problem of severity "error" stands among the problems. */
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
}
