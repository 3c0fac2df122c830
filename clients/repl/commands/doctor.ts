// doctor: is everything in order on this machine, and what to do where it is not.
import { doctor as doctorRequest } from "@adatom/protocol/doctor.ts";
import type { Command } from "../command/command.ts";
import { pad } from "../terminal/display-width.ts";

const marks = { ok: ["good", "✓"], warning: ["warning", "!"], error: ["error", "✗"] } as const;

export const doctor: Command = {
  name: "doctor",
  summary: "check the installation and say what to do",
  details: "Exit code 1 where a check failed; warnings do not count. With --backend, that tensor backend alone is started and measured.",
  positionals: [],
  options: [
    {
      name: "backend",
      type: "text",
      value: "NAME",
      summary: "check this tensor backend alone",
      completes: ["tensorflow", "webgpu", "wasm", "cpu"],
    },
  ],
  examples: ["", "--backend tensorflow"],
  async run(context) {
    const { style } = context.output;
    const client = await context.connect({ start: true });
    const backend = context.arguments.text("backend");
    const { checks } = await client.request(doctorRequest, backend === undefined ? {} : { backend }, { signal: context.signal });
    const width = Math.max(0, ...checks.map(({ name }) => name.length));
    context.output.result({ checks }, () =>
      checks.flatMap(({ name, state, found, advice }) => {
        const [paint, mark] = marks[state];
        const line = `${style[paint](mark)} ${pad(name, width)}  ${found}`;
        return advice ? [line, `  ${pad("", width)}  ${style.warning(advice)}`] : [line];
      }),
    );
    return checks.some(({ state }) => state === "error") ? 1 : 0;
  },
};
