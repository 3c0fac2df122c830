// A worker thread of a team: does tasks of kernels, and nothing else. It never returns to its event loop, so that it is never late
// for a section; it ends with the process.
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { Section } from "@adatom/models/kernels/team/section.ts";
import { memberInstance } from "@adatom/models/kernels/team/team-module.ts";
import type { KernelNotice, MemberSettings } from "./messages.ts";

type Task = (task: number, ...args: readonly number[]) => void;
const kernels: Task[][] = [];

/** Instantiates what has been announced up to a kernel; notices are sent before the first section that needs them. */
function prepare(kernel: number): Task[] | undefined {
  while (kernels[kernel] === undefined) {
    const notice = (receiveMessageOnPort(parentPort!) as { message: KernelNotice } | undefined)?.message;
    if (!notice) return undefined;
    const exports = memberInstance(notice);
    kernels.push(notice.functions.map((name) => exports[name] as Task));
  }
  return kernels[kernel];
}

new Section((workerData as MemberSettings).block).follow((kernel, named, take, args) => {
  const work = prepare(kernel)?.[named];
  if (!work) return;
  for (let task = take(); task >= 0; task = take()) work(task, ...args);
});
