// The handshake's daemon side: token, protocol number, builds.
import { timingSafeEqual } from "node:crypto";
import type { Params, Result } from "@adatom/protocol/define.ts";
import { Failure } from "@adatom/protocol/failure.ts";
import type { hello } from "@adatom/protocol/handshake.ts";
import { protocolNumber } from "@adatom/protocol/version.ts";

export interface Identity {
  readonly token: string;
  readonly build: string;
  readonly version: string;
  readonly startedAt: number;
  jobsRunning(): number;
}

export function tokenMatches(given: string, token: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(token);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** @throws Failure Unauthorised | VersionMismatch (its data: protocol, build, jobsRunning) */
export function answerHello(params: Params<typeof hello>, identity: Identity): Result<typeof hello> {
  if (!tokenMatches(params.token, identity.token)) {
    throw new Failure("Unauthorised", "The token is not this daemon's. Read the token file again: it is new at each start.");
  }
  const facts = { protocol: protocolNumber, build: identity.build, version: identity.version, jobsRunning: identity.jobsRunning() };
  if (params.protocol !== protocolNumber) {
    throw new Failure(
      "VersionMismatch",
      `The daemon that runs (version ${identity.version}, build ${identity.build}) speaks protocol ${protocolNumber}, ${params.client.name} ${params.client.version} (build ${params.build}) speaks protocol ${params.protocol}. Stop the daemon (adatom stop) and try again.`,
      facts,
    );
  }
  return { ...facts, pid: process.pid, startedAt: new Date(identity.startedAt).toISOString() };
}
