// A program that stays and is asked over an i-PI socket, structure after structure of the same atoms. It is started with the
// first (unless a person starts it), and again where the atoms change or it has died.
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { prepareCalculation } from "@adatom/models/calculators/program.ts";
import type { Reference, Structure } from "@adatom/models/structure/structure.ts";
import { fromUpperFrame, toUpperFrame } from "@adatom/models/structure/upper-frame.ts";
import { contentDigest } from "../../store/atomic-file.ts";
import { ForceServer } from "../ipi/force-server.ts";
import { ipiSocketPath } from "../ipi/socket-path.ts";
import { type Calculator, type CalculatorSpec, LabelFailure } from "./calculator.ts";
import { runProgram } from "./process-group.ts";
import { digestsOf, lastWords, makeWorkFolder } from "./work-folder.ts";

/** Between a closed connection and the program's end. */
const lastWordsMs = 500;

type Spec = Extract<CalculatorSpec, { type: "i-pi" }>;

interface Session {
  readonly server: ForceServer;
  readonly atoms: string;
  /** Rejects with the reason when the program ends, or is ended. */
  readonly ended: Promise<never>;
  readonly stop: AbortController;
  readonly folder: string;
}

export function createIpiCalculator(spec: Spec, workFolder: string): Calculator {
  const { name, command, files, environment, timeoutSeconds } = spec;
  const digests = digestsOf(files);
  const own = `adatom-${randomBytes(6).toString("hex")}`;
  const socket = spec.socket ?? own;
  const path = ipiSocketPath(socket);
  const setup = { ...spec, values: { ...spec.values, socket, socketPath: path } };
  let session: Session | null = null;

  function close(): void {
    session?.server.close();
    session?.stop.abort(new Error("stopped"));
    session = null;
  }

  async function open(structure: Structure, atoms: string): Promise<Session> {
    close();
    const { files: texts, command: words } = prepareCalculation(setup, structure);
    const folder = makeWorkFolder(workFolder, "i-pi", texts, files);
    const server = await ForceServer.listen(path);
    const stop = new AbortController();
    // Its limit is the whole session's; that of a structure is watched below.
    const never = new Promise<never>(() => {});
    const ended = command.length === 0 ? never : watch(words, folder, stop.signal);
    ended.catch(() => {});
    return { server, atoms, ended, stop, folder };
  }

  async function watch(words: readonly string[], folder: string, signal: AbortSignal): Promise<never> {
    const end = await runProgram({ command: words, folder, environment, timeoutSeconds: 2 ** 31 / 1000 - 1 }, signal);
    throw new Error(`${words[0]} ended (${end.killedBy ?? `status ${end.status}`}) while it was asked${lastWords(folder)}`);
  }

  return {
    workers: 1,
    keyOf(structure) {
      // The socket's name is drawn anew each time and means nothing.
      const named = { ...spec, values: { ...spec.values, socket: "", socketPath: "" } };
      const { files: texts, command: words } = prepareCalculation(named, structure);
      const { positions, cell } = structure;
      const parts = { texts, words, digests, environment, protocol: "i-pi", positions: [...positions], cell: [...cell] };
      return contentDigest(new TextEncoder().encode(JSON.stringify(parts)));
    },
    async label(structure, _key, signal): Promise<Reference> {
      signal.throwIfAborted();
      const atoms = `${structure.atomicNumbers.join()}:${structure.periodic.join()}`;
      if (session?.atoms !== atoms) session = await open(structure, atoms);
      const { server, ended, folder } = session;
      const upper = toUpperFrame(structure);
      let limit: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        limit = setTimeout(
          () => reject(new Error(`no answer over the socket within ${timeoutSeconds} s (timeoutSeconds)`)),
          Math.min(2 ** 31 - 1, 1000 * timeoutSeconds),
        );
      });
      const stopped = new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
      for (const loser of [late, stopped]) loser.catch(() => {});
      try {
        const answer = server
          .connected()
          .then(() => server.evaluate(upper.structure))
          .catch(async (error) => {
            // A program that dies closes its connection first, and its end says more.
            await Promise.race([ended, sleep(lastWordsMs)]);
            throw error;
          });
        answer.catch(() => {});
        const found = await Promise.race([answer, ended, late, stopped]);
        const { stress, ...rest } = fromUpperFrame(found, upper.axes);
        const bad = rest.energy === undefined || !Number.isFinite(rest.energy) || !rest.forces?.every(Number.isFinite);
        if (bad) throw new Error("the program's energy or forces are not finite numbers");
        return { ...rest, ...(stress && structure.periodic.every(Boolean) && { stress }) };
      } catch (error) {
        // A program that was interrupted may answer the old question next: it is not asked again.
        close();
        if (signal.aborted) throw error;
        throw new LabelFailure(`${name}: ${(error as Error).message}`, folder);
      } finally {
        clearTimeout(limit);
      }
    },
    dispose: close,
  };
}
