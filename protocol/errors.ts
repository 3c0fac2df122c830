// Every error a client can meet, by name and JSON-RPC code. The message says what was wrong, where, and what to do.

export const errorCodes = {
  /** The compute process died or was restarted while the request was in flight; ask again. */
  DeviceLost: -32010,
  /** The request was answered for an older text than the document now has; ask again. */
  StaleDocument: -32011,
  UnknownDocument: -32012,
  UnknownModel: -32013,
  UnknownRun: -32014,
  /** A structure file could not be read; data.problems lists why with lines and columns. */
  BadStructure: -32015,
  /** adatom.json is missing or wrong; data.problems lists why with lines and columns. */
  BadProject: -32016,
  /** The potential does not cover an element of the structure. */
  UnsupportedSpecies: -32017,
  /** Token missing or wrong in the first message. */
  Unauthorised: -32018,
  /** Client and daemon speak different protocol numbers; the message names both. */
  VersionMismatch: -32019,
  /** The daemon cannot stop or restart while jobs run. */
  BusyJobs: -32020,
  /** A file could not be found or opened. */
  FileUnreadable: -32021,
} as const;

export type ErrorName = keyof typeof errorCodes;
