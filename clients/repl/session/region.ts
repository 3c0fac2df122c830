// The live region at the bottom of the screen as lines: running commands, the prompt, its menu, the status line. It is
// always shorter than the screen, so that the terminal's scrollback stays whole.
import { layoutEditor } from "../editor/layout.ts";
import { progressOf } from "../follow/run-view.ts";
import { displayWidth, pad, truncate } from "../terminal/display-width.ts";
import { duration } from "../terminal/numbers.ts";
import type { Style } from "../terminal/style.ts";
import type { Job } from "./jobs.ts";
import type { Menu, Search } from "./prompt.ts";
import type { Session } from "./session.ts";

export interface Region {
  readonly lines: readonly string[];
  /** Of the terminal's cursor, from the region's top left corner. */
  readonly cursor: { readonly x: number; readonly y: number };
}

const spinner = [..."⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"];

/** @param now for the spinner and elapsed times, milliseconds */
export function region(session: Session, columns: number, rows: number, now: number): Region {
  const { prompt, jobs, style } = session;
  if (session.left) return { lines: [], cursor: { x: 0, y: 0 } };
  const available = Math.max(4, rows - 1);
  const editorRows = Math.max(1, Math.min(8, Math.floor(available / 3)));
  const shown = prompt.search
    ? searchLayout(prompt.search, columns)
    : layoutEditor("❯ ", "… ", prompt.editor.text, prompt.editor.cursor, columns, editorRows);
  let room = available - shown.lines.length - 1;
  const menu = prompt.menu ? menuLines(prompt.menu, columns, Math.min(8, room), style) : [];
  room -= menu.length;
  const background = [...jobs.background].slice(0, Math.min(3, Math.max(0, room - 4))).map((job) => backgroundLine(job, style, now));
  room -= background.length;
  // Narrow or low terminals give up the view before the prompt.
  const front = jobs.front && room > 0 ? frontLines(jobs.front, jobs.waiting.length, columns, Math.min(16, room), style, now) : [];
  const above = [...front, ...background];
  const editor = shown.lines.map((line) => line.replace(/^[❯…]/, (mark) => style.accent(mark)));
  const lines = [...above, ...editor, ...menu, statusLine(session, columns)].map((line) => truncate(line, columns));
  return { lines, cursor: { x: Math.min(shown.cursor.x, columns - 1), y: above.length + shown.cursor.y } };
}

function searchLayout({ query, found }: Search, columns: number): Region {
  const head = `search: ${query}`;
  const text = found ? found.text.replaceAll("\n", " ⏎ ") : query === "" ? "" : "nothing found";
  return { lines: [truncate(`${head}  ← ${text}`, columns)], cursor: { x: displayWidth(head), y: 0 } };
}

function menuLines({ completion, selected }: Menu, columns: number, rows: number, style: Style): string[] {
  if (rows < 1) return [];
  const { candidates } = completion;
  const first = Math.max(0, Math.min(selected - Math.floor(rows / 2), candidates.length - rows));
  const window = candidates.slice(first, first + rows);
  const width = Math.min(40, Math.max(...window.map(({ text }) => displayWidth(text))));
  return window.map(({ text, note }, index) => {
    const name = pad(truncate(text, width), width);
    const last = index === window.length - 1 && first + window.length < candidates.length;
    const more = last ? style.dim(`  (${candidates.length - first - window.length} more)`) : "";
    return truncate(`  ${first + index === selected ? style.inverse(name) : name}  ${note ? style.dim(note) : ""}${more}`, columns);
  });
}

function frontLines(job: Job, waiting: number, columns: number, rows: number, style: Style, now: number): string[] {
  const queue = waiting > 0 ? [style.dim(`${waiting} more waiting`)] : [];
  const cancelling = job.controller.signal.aborted ? [style.warning("cancelling ...")] : [];
  if (job.view) return [...job.view.lines(columns, Math.max(1, rows - queue.length - cancelling.length)), ...cancelling, ...queue];
  const elapsed = Math.max(0, now - job.begun) / 1000;
  const turn = spinner[Math.floor(now / 100) % spinner.length]!;
  return [`${style.accent(turn)} ${job.line}${elapsed >= 1 ? style.dim(`  ${duration(elapsed)}`) : ""}`, ...cancelling, ...queue].slice(
    0,
    rows,
  );
}

function backgroundLine(job: Job, style: Style, now: number): string {
  const state = job.view?.plain() ?? `${duration((now - job.begun) / 1000)}`;
  return `${style.dim(`[${job.number}]`)} ${state}`;
}

/** Such as: ● daemon · run 3 train silicon 45 % (12 s left) · +1 more */
function statusLine({ daemon, style, leavesOnInterrupt }: Session, columns: number): string {
  if (leavesOnInterrupt) return style.warning("Ctrl-C again leaves; the daemon and its runs go on");
  if (daemon.state === "starting") return style.warning("○ starting the daemon ...");
  if (daemon.state === "down") {
    return `${style.error("○ daemon down")} ${style.dim(`· ${daemon.why.split("\n")[0]} · the next command starts it`)}`;
  }
  const [run, ...others] = daemon.activeRuns;
  const up = `${style.good("●")} ${style.dim("daemon")}`;
  const dot = style.dim(" · ");
  if (!run) return `${up}${dot}${style.dim("? help · Tab completes · Ctrl-D leaves")}`;
  const left = run.secondsLeft !== null && run.state === "running" ? ` (${duration(run.secondsLeft)} left)` : "";
  const behind = ` ${run.state === "running" ? `${Math.floor(progressOf(run) * 100)} %` : run.state}${left}`;
  const more = others.length > 0 ? `${dot}+${others.length} more` : "";
  const room = columns - displayWidth(`${up}${dot}run ${run.id} ${behind}${more}`);
  return `${up}${dot}run ${run.id} ${truncate(run.title, Math.max(8, room))}${behind}${more}`;
}
