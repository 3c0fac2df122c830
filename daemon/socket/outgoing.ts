// The way out to a client: a reader that does not read is dropped once too much waits for it, so that one stuck client
// cannot fill the daemon's memory.
import type { Socket } from "node:net";
import { Writable } from "node:stream";

export const outgoingLimitBytes = 64 * 1024 * 1024;

export function outgoing(socket: Socket, onTooSlow: (waitingBytes: number) => void, limitBytes = outgoingLimitBytes): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!socket.destroyed && socket.writable) {
        // Asked before writing: one long answer to a peer that reads is no fault of the peer.
        if (socket.writableLength > limitBytes) onTooSlow(socket.writableLength);
        else socket.write(chunk);
      }
      done();
    },
    final(done) {
      socket.end();
      done();
    },
  });
}
