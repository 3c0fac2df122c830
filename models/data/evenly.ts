// Fewer of a list that runs over something: frames of a trajectory, structures of a file.

/** At most `most` of a list, spread over it evenly. */
export function evenly<T>(list: readonly T[], most: number): readonly T[] {
  return list.length <= most ? list : Array.from({ length: most }, (_, k) => list[Math.floor((k * list.length) / most)]!);
}
