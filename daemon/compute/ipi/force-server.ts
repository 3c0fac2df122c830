// The side of i-PI that asks: another program connects to our UNIX socket and gives energies and forces. Never a TCP port.
import { chmodSync, lstatSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import type { Reference, Structure } from "@adatom/models/structure/structure.ts";
import { IpiConnection } from "./connection.ts";
import { header, initialisation, mostAtoms, positionData, referenceOf } from "./messages.ts";

export class ForceServer {
  private readonly server: Server;
  private readonly path: string;
  private connection: IpiConnection | null = null;
  private arrived: (() => void) | null = null;

  /** Listens at once. @throws Error where somebody listens there already */
  static async listen(path: string): Promise<ForceServer> {
    removeLeftOver(path);
    const made = new ForceServer(path);
    await new Promise<void>((resolve, reject) => {
      made.server.once("error", reject);
      // The socket is ours alone from its first moment.
      const mask = process.umask(0o177);
      made.server.listen({ path }, () => {
        chmodSync(path, 0o600);
        resolve();
      });
      process.umask(mask);
    });
    return made;
  }

  private constructor(path: string) {
    this.path = path;
    this.server = createServer((socket) => {
      // One program at a time.
      if (this.connection) socket.destroy();
      else {
        this.connection = new IpiConnection(socket);
        this.arrived?.();
      }
    });
  }

  /** Waits until a program has connected. */
  async connected(): Promise<void> {
    if (!this.connection)
      await new Promise<void>((resolve) => {
        this.arrived = resolve;
      });
  }

  /** @throws Error where the program speaks otherwise, or goes away */
  async evaluate(structure: Structure): Promise<Reference> {
    const connection = this.connection;
    if (!connection) throw new Error("no program is connected");
    const status = async (): Promise<string> => {
      connection.send(header("STATUS"));
      return connection.readName();
    };
    let state = await status();
    if (state === "NEEDINIT") {
      connection.send(initialisation());
      state = await status();
    }
    if (state !== "READY") throw new Error(`the program answered ${state || "nothing"} where i-PI has READY`);
    connection.send(positionData(structure));
    state = await status();
    if (state !== "HAVEDATA") throw new Error(`the program answered ${state || "nothing"} where i-PI has HAVEDATA`);
    connection.send(header("GETFORCE"));
    const reply = await connection.readName();
    if (reply !== "FORCEREADY") throw new Error(`the program answered ${reply || "nothing"} where i-PI has FORCEREADY`);
    const energy = await connection.read(8);
    const atoms = await connection.readCount(mostAtoms, "atoms");
    const forces = await connection.read(24 * atoms);
    const virial = await connection.read(72);
    await connection.read(await connection.readCount(2 ** 30, "more bytes"));
    if (atoms !== structure.atomicNumbers.length)
      throw new Error(`the program gave forces on ${atoms} atoms, and the structure has ${structure.atomicNumbers.length}`);
    return referenceOf(energy, forces, virial, structure.cell);
  }

  /** Tells the program to end, and takes the socket away. */
  close(): void {
    this.connection?.send(header("EXIT"));
    // What was sent goes out before the end does.
    const connection = this.connection;
    setTimeout(() => connection?.close(), 200).unref();
    this.server.close();
    rmSync(this.path, { force: true });
  }
}

/** A process that was killed leaves its socket's file behind. Only Linux says whether anybody has it open; elsewhere it stays. */
function removeLeftOver(path: string): void {
  try {
    const open = readFileSync("/proc/net/unix", "utf8").split("\n");
    if (lstatSync(path).isSocket() && !open.some((line) => line.endsWith(` ${path}`))) rmSync(path);
  } catch {
    // There is none.
  }
}
