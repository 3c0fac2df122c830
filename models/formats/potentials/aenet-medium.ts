// The two media of aenet's network files, binary and ASCII, behind one face: what is read and written in which order is the
// same in both (aenet-network.ts).

/** Something a file has not got. The readers turn it into a problem. */
export class AenetError extends Error {
  /** Line of the text, from 0. */
  readonly line: number;

  constructor(message: string, line = 0) {
    super(message);
    this.line = line;
  }
}

/** Takes one record after the other; `what` names it in an error. @throws AenetError */
export interface AenetSource {
  /** Entries of an environment list per function: 2 in binary files, the number of species in ASCII ones. */
  environmentWidth(species: number): number;
  integers(count: number, what: string): number[];
  reals(count: number, what: string): Float64Array;
  logical(what: string): boolean;
  /** A text of this many characters at most, without the blanks around it. */
  text(length: number, what: string): string;
  /** Element symbols of two characters. */
  names(count: number, what: string): string[];
}

export interface AenetSink {
  environmentWidth(species: number): number;
  integers(values: readonly number[]): void;
  reals(values: ArrayLike<number>): void;
  logical(value: boolean): void;
  text(value: string, length: number): void;
  names(values: readonly string[]): void;
}
