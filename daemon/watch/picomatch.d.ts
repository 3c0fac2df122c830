// What is used of picomatch, which brings no types of its own.
declare module "picomatch" {
  interface Scan {
    /** The part before the first wildcard. */
    readonly base: string;
    /** The part from the first wildcard on; empty where there is none. */
    readonly glob: string;
  }
  interface Picomatch {
    (glob: string): (path: string) => boolean;
    scan(glob: string): Scan;
  }
  const picomatch: Picomatch;
  export default picomatch;
}
