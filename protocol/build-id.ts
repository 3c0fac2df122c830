// The build id: a hash over the sources that make the daemon what it is. Client and daemon compute it each from its own
// copy; where they differ, the daemon that runs is of another build. Reading is handed in: protocol does no I/O.

export interface SourceReader {
  /** Names in a folder ("" is the root), folders with a closing slash. */
  list(folder: string): readonly string[];
  read(path: string): Uint8Array;
  /** Incremental SHA-256. */
  hash(): { update(data: Uint8Array | string): void; hex(): string };
}

const roots = ["daemon", "models", "protocol"];
const source = /\.(ts|wasm|wgsl)$/;

export function buildIdOf(reader: SourceReader): string {
  const hash = reader.hash();
  const visit = (folder: string) => {
    for (const name of [...reader.list(folder)].sort()) {
      if (name.startsWith(".") || name === "node_modules/") continue;
      const path = `${folder}/${name}`;
      if (name.endsWith("/")) visit(path.slice(0, -1));
      else if (source.test(name)) {
        const bytes = reader.read(path);
        hash.update(`${path}\n${bytes.length}\n`);
        hash.update(bytes);
      }
    }
  };
  for (const root of roots) visit(root);
  return hash.hex().slice(0, 16);
}
