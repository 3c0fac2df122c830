// All commands, in the order help shows them. The REPL and the shell command line know no others.
import { analyse } from "../commands/analyse.ts";
import { data } from "../commands/data.ts";
import { dataset } from "../commands/dataset.ts";
import { descriptors } from "../commands/descriptors.ts";
import { doctor } from "../commands/doctor.ts";
import { energy } from "../commands/energy.ts";
import { forces } from "../commands/forces.ts";
import { help } from "../commands/help.ts";
import { ipi } from "../commands/ipi.ts";
import { label } from "../commands/label.ts";
import { logs } from "../commands/logs.ts";
import { loop } from "../commands/loop.ts";
import { md } from "../commands/md.ts";
import { models } from "../commands/models.ts";
import { monteCarlo } from "../commands/monte-carlo.ts";
import { neb } from "../commands/neb.ts";
import { open } from "../commands/open.ts";
import { project } from "../commands/project.ts";
import { properties } from "../commands/properties.ts";
import { relax } from "../commands/relax.ts";
import { restart } from "../commands/restart.ts";
import { runs } from "../commands/runs.ts";
import { select } from "../commands/select.ts";
import { status } from "../commands/status.ts";
import { stop } from "../commands/stop.ts";
import { study } from "../commands/study.ts";
import { train } from "../commands/train.ts";
import { watch } from "../commands/watch.ts";
import type { Command } from "./command.ts";
import { UsageError } from "./command.ts";
import { closest } from "./suggest.ts";

export const commands: readonly Command[] = [
  open,
  energy,
  forces,
  analyse,
  properties,
  relax,
  neb,
  md,
  monteCarlo,
  train,
  dataset,
  study,
  descriptors,
  select,
  label,
  loop,
  ipi,
  data,
  watch,
  runs,
  models,
  project,
  status,
  doctor,
  logs,
  stop,
  restart,
  help,
];

/** The command of that name; an unknown one is a UsageError with the nearest known. */
export function findCommand(name: string, known: readonly Command[] = commands): Command {
  const command = known.find((one) => one.name === name);
  if (command) return command;
  const near = closest(
    name,
    known.map((one) => one.name),
  );
  throw new UsageError(`no command "${name}"${near ? `; did you mean ${near}?` : "; help lists them"}`);
}
