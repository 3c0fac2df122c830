// Runs and their metrics rows in the database.
import type { Run } from "@adatom/protocol/runs.ts";
import type { JobParameters } from "../compute/contract.ts";
import type { MetricsRow } from "../jobs/contract.ts";
import type { Store } from "./store.ts";

export interface RunRecord {
  readonly run: Run;
  /** Null for the moment between the run's making and its parameters. */
  readonly parameters: JobParameters | null;
}

export interface RunRecords {
  /** Gives the run its number. */
  insert(run: Omit<Run, "id">): Run;
  update(run: Run): void;
  /** New runs get numbers above this one. */
  countFrom(id: number): void;
  /** What is to be done; the run is of its kind from then on. */
  setParameters(id: number, parameters: JobParameters): Run;
  count(state: Run["state"]): number;
  get(id: number): RunRecord | null;
  /** Newest first. */
  list(filter: { project?: string; limit: number }): Run[];
  inStates(states: readonly Run["state"][]): RunRecord[];
  /** Appends a row; null where a row of this step or a later one is there already. */
  addRow(id: number, step: number, values: Record<string, number>): MetricsRow | null;
  rows(id: number, from: number, limit: number): { rows: MetricsRow[]; total: number };
  /** Takes away all rows, for a run that begins anew. */
  clearRows(id: number): void;
}

interface Stored {
  id: number;
  parameters: string;
  run: string;
}

export function createRunRecords({ database }: Store): RunRecords {
  const insert = database.prepare("INSERT INTO runs (kind, state, project, created_at, parameters, run) VALUES (?, ?, ?, ?, 'null', ?)");
  const update = database.prepare("UPDATE runs SET state = ?, run = ? WHERE id = ?");
  const setParameters = database.prepare("UPDATE runs SET parameters = ?, kind = ?, run = json_set(run, '$.kind', ?) WHERE id = ?");
  const countState = database.prepare("SELECT COUNT(*) AS total FROM runs WHERE state = ?");
  const highest = database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'runs'");
  const get = database.prepare("SELECT id, parameters, run FROM runs WHERE id = ?");
  const listAll = database.prepare("SELECT id, run FROM runs ORDER BY id DESC LIMIT ?");
  const listProject = database.prepare("SELECT id, run FROM runs WHERE project = ? ORDER BY id DESC LIMIT ?");
  const byState = database.prepare("SELECT id, parameters, run FROM runs WHERE state = ? ORDER BY id");
  const last = database.prepare("SELECT row, step FROM metrics WHERE run = ? ORDER BY row DESC LIMIT 1");
  const addRow = database.prepare("INSERT INTO metrics (run, row, step, row_values) VALUES (?, ?, ?, ?)");
  const rows = database.prepare("SELECT row, step, row_values FROM metrics WHERE run = ? AND row >= ? ORDER BY row LIMIT ?");
  const count = database.prepare("SELECT COUNT(*) AS total FROM metrics WHERE run = ?");
  const clearRows = database.prepare("DELETE FROM metrics WHERE run = ?");

  const toRun = ({ id, run }: Pick<Stored, "id" | "run">): Run => ({ ...(JSON.parse(run) as Run), id });
  const toRecord = (stored: Stored): RunRecord => ({
    run: toRun(stored),
    parameters: JSON.parse(stored.parameters) as JobParameters | null,
  });

  return {
    insert(run) {
      const { lastInsertRowid } = insert.run(run.kind, run.state, run.project, run.createdAt, JSON.stringify(run));
      return { ...run, id: Number(lastInsertRowid) };
    },
    countFrom(id) {
      const { seq } = (highest.get() ?? { seq: 0 }) as { seq: number };
      if (seq >= id) return;
      // SQLite keeps the highest number ever given to a row, also of rows that are gone.
      database.exec("DELETE FROM sqlite_sequence WHERE name = 'runs'");
      database.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('runs', ?)").run(id);
    },
    update: (run) => void update.run(run.state, JSON.stringify(run), run.id),
    setParameters(id, parameters) {
      setParameters.run(JSON.stringify(parameters), parameters.kind, parameters.kind, id);
      return toRun(get.get(id) as unknown as Stored);
    },
    count: (state) => (countState.get(state) as { total: number }).total,
    get(id) {
      const stored = get.get(id) as Stored | undefined;
      return stored ? toRecord(stored) : null;
    },
    list({ project, limit }) {
      const found = project === undefined ? listAll.all(limit) : listProject.all(project, limit);
      return (found as unknown as Stored[]).map(toRun);
    },
    inStates: (states) => states.flatMap((state) => (byState.all(state) as unknown as Stored[]).map(toRecord)),
    addRow(id, step, values) {
      const newest = last.get(id) as { row: number; step: number } | undefined;
      if (newest && newest.step >= step) return null;
      const row = newest ? newest.row + 1 : 0;
      addRow.run(id, row, step, JSON.stringify(values));
      return { row, step, values };
    },
    rows(id, from, limit) {
      const found = rows.all(id, from, limit) as unknown as { row: number; step: number; row_values: string }[];
      const { total } = count.get(id) as { total: number };
      return {
        rows: found.map(({ row, step, row_values }) => ({ row, step, values: JSON.parse(row_values) as MetricsRow["values"] })),
        total,
      };
    },
    clearRows: (id) => void clearRows.run(id),
  };
}
