// The editor's colours, which VS Code gives to a webview as CSS variables, as numbers for what CSS does not reach.

/** Red, green, blue, 0 to 1, of a CSS variable; the fallback where the theme has none. */
export function themeColour(variable: string, fallback: readonly [number, number, number]): [number, number, number] {
  const text = themeText(variable, "");
  const hex = /^#([0-9a-f]{3,8})$/i.exec(text)?.[1];
  if (hex !== undefined) {
    const wide = hex.length < 6 ? [...hex].map((digit) => digit + digit).join("") : hex;
    return [0, 2, 4].map((at) => Number.parseInt(wide.slice(at, at + 2), 16) / 255) as [number, number, number];
  }
  const numbers = /^rgba?\(([^)]+)\)$/
    .exec(text)?.[1]
    ?.split(/[\s,/]+/)
    .map(Number);
  if (numbers !== undefined && numbers.length >= 3) return [numbers[0]! / 255, numbers[1]! / 255, numbers[2]! / 255];
  return [...fallback];
}

/** Text of a CSS variable; the fallback where the theme has none. */
export function themeText(variable: string, fallback: string): string {
  return getComputedStyle(document.body).getPropertyValue(variable).trim() || fallback;
}

/** Calls back when the user picks another theme. VS Code changes the classes and the style of the page then. */
export function onThemeChange(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-id"] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
}
