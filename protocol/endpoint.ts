// Where a user's daemon keeps its things and listens: pure path logic, shared by daemon and clients so that both always
// agree. It reads nothing; environment, user and hash function are handed in.

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** Numeric user id, -1 where there is none (Windows). */
  readonly uid: number;
  readonly temporaryFolder: string;
  readonly homeFolder: string;
  readonly sha256: (text: string) => string;
}

export interface Endpoint {
  /** Store, models, logs: kept between runs. */
  readonly stateFolder: string;
  /** Socket, token, lock: this machine, this login. */
  readonly runtimeFolder: string;
  readonly socket: string;
  readonly tokenFile: string;
  readonly lockFile: string;
  /** Large document texts on their way to the daemon. */
  readonly spoolFolder: string;
  readonly logFile: string;
  /** What the daemon's process itself writes (start errors, crashes of the runtime). */
  readonly outputFile: string;
}

/** sun_path holds 108 bytes on Linux and 104 on macOS and the BSDs, with the closing zero. */
export function socketPathLimit(platform: string): number {
  return platform === "linux" ? 107 : 103;
}

/** @throws Error with a plain message when no usable path can be made. */
export function endpointOf(around: Surroundings): Endpoint {
  const { env, platform } = around;
  const windows = platform === "win32";
  const separator = windows ? "\\" : "/";
  const join = (...parts: string[]) => parts.map((part) => part.replace(/[\\/]+$/, "")).join(separator);
  const absolute = (path: string) => (windows ? /^([a-z]:[\\/]|\\\\)/i.test(path) : path.startsWith("/"));

  const stateFolder =
    env.ADATOM_HOME ||
    (windows
      ? join(env.LOCALAPPDATA || around.homeFolder, "adatom")
      : join(env.XDG_STATE_HOME || join(around.homeFolder, ".local", "state"), "adatom"));
  if (!absolute(stateFolder)) {
    throw new Error(`ADATOM_HOME (or XDG_STATE_HOME) must be an absolute path, but the state folder would be "${stateFolder}".`);
  }
  const hash = around.sha256(join(stateFolder)).slice(0, 10);
  const runtimeBase = env.XDG_RUNTIME_DIR;
  if (runtimeBase && !absolute(runtimeBase)) {
    throw new Error(`XDG_RUNTIME_DIR must be an absolute path, not "${runtimeBase}".`);
  }
  const runtimeFolder = windows
    ? join(stateFolder, "run")
    : runtimeBase
      ? join(runtimeBase, `adatom-${hash}`)
      : join(around.temporaryFolder, `adatom-${around.uid}-${hash}`);
  const socket = windows ? `\\\\.\\pipe\\adatom-${hash}` : join(runtimeFolder, "socket");
  const bytes = new TextEncoder().encode(socket).length;
  if (!windows && bytes > socketPathLimit(platform)) {
    throw new Error(
      `The socket's path is too long for this system (${bytes} bytes, at most ${socketPathLimit(platform)}): ${socket}. Set XDG_RUNTIME_DIR to a folder with a shorter path.`,
    );
  }
  return {
    stateFolder,
    runtimeFolder,
    socket,
    tokenFile: join(runtimeFolder, "token"),
    lockFile: join(runtimeFolder, "lock.db"),
    spoolFolder: join(runtimeFolder, "spool"),
    logFile: join(stateFolder, "daemon.log"),
    outputFile: join(stateFolder, "daemon-output.log"),
  };
}

export interface Entry {
  readonly kind: "folder" | "socket" | "file" | "other";
  readonly uid: number;
  readonly mode: number;
}

/**
 * Why a private folder, socket or file must not be used, in plain words with what to do; null when it is in order.
 * @param uid of this user; -1 (Windows) checks the kind only
 */
export function privacyComplaint(path: string, expected: "folder" | "socket" | "file", entry: Entry, uid: number): string | null {
  if (entry.kind !== expected) return `${path} is not a ${expected}. Remove it, then try again.`;
  if (uid < 0) return null;
  if (entry.uid !== uid) {
    return `${path} belongs to another user (uid ${entry.uid}, you are ${uid}). Adatom will not use it: set XDG_RUNTIME_DIR to a folder of your own.`;
  }
  if ((entry.mode & 0o077) !== 0) {
    const mode = (entry.mode & 0o777).toString(8).padStart(3, "0");
    return `${path} can be used by other users (mode ${mode}). Run: chmod ${expected === "folder" ? "700" : "600"} "${path}"`;
  }
  return null;
}
