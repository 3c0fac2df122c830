// adatom/runs/...: listing, steering and following runs. Sessions that subscribed hear of changes and new rows.
import { curveFigures, runFigures } from "@adatom/models/figures/run-figures.ts";
import {
  cancelRun,
  getRun,
  getRunCurve,
  listRuns,
  pauseRun,
  plotRun,
  resumeRun,
  runChanged,
  runCurveChanged,
  runMetrics,
  runRow,
  subscribeRuns,
} from "@adatom/protocol/runs.ts";
import { writeFigures } from "../figures/write.ts";
import type { Feature, Session } from "./feature.ts";

const mostRowsDrawn = 100_000;

/** What each session follows: numbers of runs, or all of them. */
const followed = new WeakMap<Session, Set<number> | "all">();

function follows(session: Session, id: number): boolean {
  const what = followed.get(session);
  return what === "all" || what?.has(id) === true;
}

export const feature: Feature = {
  stem: "runs",
  start({ jobs, lifecycle }) {
    jobs.onChanged((run) => {
      for (const session of lifecycle.sessions()) if (follows(session, run.id)) session.notify(runChanged, run);
    });
    jobs.onRow((id, row) => {
      for (const session of lifecycle.sessions()) if (follows(session, id)) session.notify(runRow, { id, ...row });
    });
    jobs.onCurve((id, step, curve) => {
      for (const session of lifecycle.sessions()) if (follows(session, id)) session.notify(runCurveChanged, { id, step, curve });
    });
  },
  register(session, { jobs }) {
    session.onRequest(listRuns, ({ project, limit }) => ({ runs: jobs.list({ limit, ...(project !== undefined && { project }) }) }));
    session.onRequest(getRun, ({ id }) => jobs.get(id));
    session.onRequest(pauseRun, ({ id }) => jobs.pause(id));
    session.onRequest(resumeRun, ({ id }) => jobs.resume(id));
    session.onRequest(cancelRun, ({ id }) => jobs.cancel(id));
    session.onRequest(runMetrics, ({ id, from, limit }) => jobs.metrics(id, from, limit));
    session.onRequest(getRunCurve, ({ id }) => ({ curve: jobs.curve(id) }));
    session.onRequest(plotRun, async ({ id, folder }) => {
      const { kind, title } = jobs.get(id);
      const named = `run ${id}: ${title}`;
      const { rows } = await jobs.metrics(id, 0, mostRowsDrawn);
      return { files: await writeFigures(folder, [...runFigures(kind, rows, named), ...curveFigures(jobs.curve(id), named)]) };
    });
    session.onRequest(subscribeRuns, ({ id }) => {
      if (id === undefined) {
        followed.set(session, "all");
        return { runs: jobs.list({ limit: 50 }) };
      }
      const run = jobs.get(id);
      const what = followed.get(session) ?? new Set<number>();
      if (what !== "all") followed.set(session, what.add(id));
      return { runs: [run] };
    });
  },
};
