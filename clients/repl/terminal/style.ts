// Colours as names of meaning, and none at all where the terminal cannot show them or NO_COLOR is set.

const codes = {
  bold: [1, 22],
  dim: [2, 22],
  inverse: [7, 27],
  error: [31, 39],
  good: [32, 39],
  warning: [33, 39],
  accent: [36, 39],
  second: [35, 39],
} as const;

export type StyleName = keyof typeof codes;
export type Style = Readonly<Record<StyleName, (text: string) => string>> & { readonly coloured: boolean };

/** @param coloured whether sequences may be written at all */
export function makeStyle(coloured: boolean): Style {
  const entries = Object.entries(codes).map(([name, [on, off]]) => [
    name,
    (text: string) => (coloured && text !== "" ? `\u001B[${on}m${text}\u001B[${off}m` : text),
  ]);
  return Object.assign(Object.fromEntries(entries) as Record<StyleName, (text: string) => string>, { coloured });
}

/** See no-color.org: any non-empty value of NO_COLOR asks for none. FORCE_COLOR is honoured on a pipe. */
export function wantsColour(environment: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (environment.NO_COLOR) return false;
  if (environment.FORCE_COLOR && environment.FORCE_COLOR !== "0") return true;
  return isTerminal && environment.TERM !== "dumb";
}
