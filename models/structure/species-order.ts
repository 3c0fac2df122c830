// The elements of a structure in the order in which they first come: what programs call types 1, 2, ...
export function speciesOrder(atomicNumbers: Iterable<number>): number[] {
  return [...new Set(atomicNumbers)];
}
