// The rows of the last seconds, kept in every checkpoint: a crash of the daemon can lose rows that compute has told it,
// while a checkpoint behind them is on disk already. They are told again at the resume.

/** Far longer than a row can wait in the channel (the daemon's loop stalls for 30 ms at most). */
const keepMs = 3000;

export interface Row {
  readonly step: number;
  readonly values: Record<string, number>;
}

export class RecentRows {
  private readonly rows: (Row & { readonly at: number })[] = [];

  add(step: number, values: Record<string, number>): void {
    const now = Date.now();
    this.rows.push({ step, values, at: now });
    let old = 0;
    while (this.rows[old]!.at < now - keepMs) old++;
    if (old > 0) this.rows.splice(0, old);
  }

  list(): Row[] {
    return this.rows.map(({ step, values }) => ({ step, values }));
  }

  /** Takes up the rows of a checkpoint (JSON of `list`) and returns them. */
  restore(json: unknown): Row[] {
    const rows = Array.isArray(json) ? (json as Row[]) : [];
    for (const { step, values } of rows) this.add(step, values);
    return rows;
  }
}
