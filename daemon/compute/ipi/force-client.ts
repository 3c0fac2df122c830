// The side of i-PI that answers: connects to another program's socket and hands over each set of positions it is asked about.
import { connect, type NetConnectOpts } from "node:net";
import type { Reference } from "@adatom/models/structure/structure.ts";
import { bohrAngstrom } from "@adatom/models/structure/units.ts";
import { IpiConnection } from "./connection.ts";
import { cellOf, forceData, header, mostAtoms, readDoubles } from "./messages.ts";

/** A UNIX socket by its path, or an address that the user named: we connect, and never listen. */
export type IpiAddress =
  | { readonly kind: "unix"; readonly path: string }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number };

/** Cell (9) and positions (3N), angstrom. */
export interface AskedPositions {
  readonly cell: Float64Array;
  readonly positions: Float64Array;
}

export function addressText(address: IpiAddress): string {
  return address.kind === "unix" ? address.path : `${address.host}:${address.port}`;
}

export class ForceClient {
  private readonly connection: IpiConnection;
  private computed: { readonly reference: Reference; readonly cell: Float64Array } | null = null;
  private initialised = false;

  private constructor(connection: IpiConnection) {
    this.connection = connection;
  }

  /** @throws Error where nobody listens there */
  static connect(address: IpiAddress): Promise<ForceClient> {
    const options: NetConnectOpts = address.kind === "unix" ? { path: address.path } : { host: address.host, port: address.port };
    return new Promise((resolve, reject) => {
      const socket = connect(options);
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.setNoDelay(true);
        socket.off("error", reject);
        resolve(new ForceClient(new IpiConnection(socket)));
      });
    });
  }

  /** The next positions; null when the server has no more to ask. Answers everything else meanwhile. @throws Error for a server that speaks otherwise */
  async next(): Promise<AskedPositions | null> {
    const { connection } = this;
    for (;;) {
      const name = await connection.readName();
      if (name === "STATUS") connection.send(header(this.computed ? "HAVEDATA" : "READY"));
      else if (name === "INIT") {
        await connection.read(4);
        await connection.read(await connection.readCount(2 ** 30, "bytes of initialisation"));
        this.initialised = true;
      } else if (name === "POSDATA") {
        const cell = cellOf(await connection.read(72));
        await connection.read(72);
        const atoms = await connection.readCount(mostAtoms, "atoms");
        return { cell, positions: readDoubles(await connection.read(24 * atoms), bohrAngstrom) };
      } else if (name === "GETFORCE") {
        if (!this.computed) throw new Error("the server asked for forces before it sent positions");
        connection.send(forceData(this.computed.reference, this.computed.cell));
        this.computed = null;
      } else if (name === "EXIT") return null;
      else
        throw new Error(
          `the server sent ${JSON.stringify(name)}, which is no message of i-PI${this.initialised ? "" : "; is it an i-PI server?"}`,
        );
    }
  }

  /** What was asked for last is there. */
  answer(reference: Reference, cell: Float64Array): void {
    this.computed = { reference, cell };
  }

  close(): void {
    this.connection.close();
  }
}
