// One row of the table that `npm run bench` prints: ours beside a peer timed in the same run.

export interface BenchResult {
  readonly ours: number;
  /** Null where the peer is not installed, or there is none. */
  readonly peer: number | null;
  readonly peerName: string;
  readonly note?: string;
}

export interface BenchRow {
  readonly name: string;
  readonly unit: string;
  readonly higherIsBetter: boolean;
  run(): Promise<BenchResult>;
}
