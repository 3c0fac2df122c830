// What clients use of this package.
export { ownBuildId } from "./build.ts";
export { type Client, type ClientOptions, type ClientState, connect } from "./client.ts";
export { currentEndpoint } from "./endpoint.ts";
export { Cancelled, DaemonDown } from "./errors.ts";
export type { Welcome } from "./handshake.ts";
export { spoolAbove, spoolText } from "./spool.ts";
export { runStdioForwarder, type StdioOptions } from "./stdio.ts";
export { type ConnectOptions, type DaemonStream, openStream } from "./stream.ts";
