// Makes DOM elements from plain values; text only ever becomes text nodes, so nothing from a file can become markup.

type Child = Node | string;

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> & { readonly class?: string; readonly label?: string } = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const { class: className, label, ...rest } = properties;
  const made = document.createElement(tag);
  Object.assign(made, rest);
  if (className !== undefined) made.className = className;
  if (label !== undefined) {
    made.setAttribute("aria-label", label);
    made.title = label;
  }
  made.append(...children);
  return made;
}
