// Where a UNIX socket of i-PI lies: programs take a name and put the protocol's own prefix before it.

/** A path stays what it is; a name becomes what ASE, LAMMPS, CP2K and i-PI make of it. */
export function ipiSocketPath(name: string): string {
  return name.includes("/") ? name : `/tmp/ipi_${name}`;
}
