// What the leader of a team tells its members beside sections: their shared block at the start, kernels as they come.
import type { MemberPlace } from "@adatom/models/kernels/team/team-module.ts";

export interface MemberSettings {
  readonly block: SharedArrayBuffer;
}

/** A kernel's number is its place in the order of starting; functions are named once and then called by number. */
export interface KernelNotice extends MemberPlace {
  readonly functions: readonly string[];
}
