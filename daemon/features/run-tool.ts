// A tool of the compute process from start to end, asked for piece by piece.
import type { Compute } from "../compute/contract.ts";
import type { AnyTask, ToolName, ToolResult, ToolTask } from "../compute/tools/tools.ts";

/** @throws Failure as the tool does; what aborted it when the request is cancelled */
export async function runTool<T extends ToolName>(
  compute: Compute,
  tool: T,
  task: ToolTask<T>,
  signal: AbortSignal,
): Promise<ToolResult<T>> {
  const { id } = await compute.request("tool.start", { tool, task } as AnyTask, signal);
  try {
    for (;;) {
      signal.throwIfAborted();
      const { result } = await compute.request("tool.step", { id }, signal);
      if (result) return result as ToolResult<T>;
    }
  } finally {
    // A finished one is gone already; a process that died took it along.
    await compute.request("tool.drop", { id }).catch(() => {});
  }
}
