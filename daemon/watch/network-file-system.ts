// Whether a folder lies on a network file system, where the kernel does not tell of changes made on other machines.
import { statfsSync } from "node:fs";

/** statfs(2)'s magic numbers, as an unsigned 32-bit number. */
const networkTypes = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB2"],
  [0x65735546, "FUSE"],
  [0x01021997, "9p"],
  [0x5346414f, "AFS"],
  [0x00c36400, "Ceph"],
  [0x0bd00bd0, "Lustre"],
  [0x47504653, "GPFS"],
  [0x19830326, "BeeGFS"],
]);

/** Its kind, or null for a local one (or where it cannot be told). */
export function networkFileSystem(folder: string): string | null {
  if (process.platform !== "linux") return null;
  try {
    return networkTypes.get(Number(BigInt.asUintN(32, BigInt(statfsSync(folder).type)))) ?? null;
  } catch {
    return null;
  }
}
