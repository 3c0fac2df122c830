// Processes that a test left behind: daemons stand in groups of their own, so that ending the test's group does not reach them. They
// are known by a mark in their environment, which Linux shows of every process of ours; elsewhere none are found.
import { readdirSync, readFileSync } from "node:fs";

const markName = "ADATOM_TEST_MARK";

/** Environment that marks whatever is started with it. */
export function markedEnvironment(mark: string): Record<string, string> {
  return { [markName]: mark };
}

/** Ends all processes that bear the mark. @returns how many there were */
export function endMarked(mark: string): number {
  let ended = 0;
  for (const pid of processes()) {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(`${markName}=${mark}`)) continue;
      process.kill(pid, "SIGKILL");
      ended++;
    } catch {
      // It is gone already, or somebody else's.
    }
  }
  return ended;
}

function processes(): number[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}
