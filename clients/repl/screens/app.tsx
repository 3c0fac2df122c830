// The REPL's screen: what was printed, and below it the live region. All of its contents come from the session.
import { Box, Static, Text, useCursor, useInput, usePaste, useWindowSize } from "ink";
import { useEffect, useState, useSyncExternalStore } from "react";
import { keysOf } from "../session/input.ts";
import { region } from "../session/region.ts";
import type { Session } from "../session/session.ts";

const tickMs = 120;

export function App({ session }: { readonly session: Session }) {
  useSyncExternalStore(session.subscribe, () => session.revision);
  const { columns, rows } = useWindowSize();
  const { setCursorPosition } = useCursor();
  const now = useClock(session.jobs.front !== null || session.jobs.background.size > 0);
  useInput((input, key) => {
    for (const one of keysOf(input, key)) session.press(one);
  });
  usePaste((text) => session.paste(text));
  const { lines, cursor } = region(session, columns, rows, now);
  setCursorPosition(cursor);
  return (
    <>
      <Static items={[...session.blocks]}>{(block) => <Text key={block.id}>{block.lines.join("\n") || " "}</Text>}</Static>
      <Box flexDirection="column">
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line of the screen is its place
          <Text key={index} wrap="truncate">
            {line || " "}
          </Text>
        ))}
      </Box>
    </>
  );
}

/** The time in milliseconds, going on only while something runs that shows it. */
function useClock(runs: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!runs) return;
    const timer = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, [runs]);
  return now;
}
