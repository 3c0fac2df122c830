// What stands between a connection and its handlers: nothing but adatom/hello until the token was shown, and no more than so
// many unanswered requests at a time.
import { ErrorCodes, Message, type MessageStrategy, type RequestMessage } from "vscode-jsonrpc/node";

export const maximumUnanswered = 1000;

export interface Gate extends MessageStrategy {
  /** "shut" until hello; "stop-only" after a hello of another protocol number; "refused" while a refusal leaves. */
  state: "shut" | "stop-only" | "refused" | "open";
}

export function createGate(reject: (message: RequestMessage, code: number, text: string) => void, onIntruder: (why: string) => void): Gate {
  let unanswered = 0;
  const gate: Gate = {
    state: "shut",
    handleMessage(message, next) {
      if (gate.state === "refused") return;
      if (
        typeof message !== "object" ||
        message === null ||
        ![Message.isRequest, Message.isNotification, Message.isResponse].some((is) => is(message))
      ) {
        onIntruder("it sent what is neither request, notification nor answer");
        return;
      }
      const request = Message.isRequest(message) ? message : null;
      const allowed = gate.state === "open" || request?.method === (gate.state === "shut" ? "adatom/hello" : "adatom/shutdown");
      if (!allowed) {
        onIntruder("its first message was not adatom/hello");
        return;
      }
      if (!request) return next(message);
      if (unanswered >= maximumUnanswered) {
        reject(
          request,
          ErrorCodes.InternalError,
          `More than ${maximumUnanswered} requests wait for an answer on this connection; ask again later.`,
        );
        return;
      }
      unanswered++;
      return Promise.resolve(next(message)).finally(() => {
        unanswered--;
      });
    },
  };
  return gate;
}
