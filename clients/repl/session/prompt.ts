// The prompt: the line editor joined with history, reverse search and the completion menu. Still without a terminal.
import type { Command } from "../command/command.ts";
import { accept, type Candidate, type Completion, type CompletionSources, commonPrefix, complete } from "../editor/completion.ts";
import type { History } from "../editor/history.ts";
import { type EditorState, emptyEditor, type Intent, insert, type Key, press, withText } from "../editor/line-editor.ts";

export interface Menu {
  readonly completion: Completion;
  /** Index of the candidate chosen; -1 before one is. */
  readonly selected: number;
}

export interface Search {
  readonly query: string;
  readonly found: { readonly index: number; readonly text: string } | null;
  /** What stood in the editor before. */
  readonly before: EditorState;
}

export interface PromptOptions {
  readonly history: History;
  readonly commands: readonly Command[];
  readonly sources: CompletionSources;
  readonly changed: () => void;
}

/** What the prompt leaves to the session. */
export type PromptIntent = Extract<Intent, "submit" | "interrupt" | "leave" | "clear-screen" | "none"> | "help";

export class Prompt {
  editor: EditorState = emptyEditor;
  menu: Menu | null = null;
  search: Search | null = null;
  /** True while candidates are being fetched: keys pressed meanwhile should wait, they mean the completed line. */
  completing = false;
  readonly #options: PromptOptions;
  /** Counts edits, so that a completion that comes late is thrown away. */
  #edits = 0;

  constructor(options: PromptOptions) {
    this.#options = options;
  }

  paste(text: string): void {
    this.#leaveSearch();
    // The line end at the end of a copied line is no wish to run it: Enter is.
    this.#edit(insert(this.editor, text.replace(/[\r\n]+$/, "")));
  }

  press(key: Key): PromptIntent {
    if (this.search) return this.#pressInSearch(key, this.search);
    if (this.menu && this.#pressInMenu(key, this.menu)) return "none";
    if (key.name === "?" && !key.ctrl && !key.alt && this.editor.text === "") return "help";
    const { state, intent } = press(this.editor, key);
    this.#edit(state);
    switch (intent) {
      case "complete":
        this.#complete();
        return "none";
      case "older":
      case "newer":
        this.#walk(intent);
        return "none";
      case "search":
        this.search = { query: "", found: null, before: this.editor };
        return "none";
      case "escape":
        return "none";
      default:
        return intent;
    }
  }

  /** Takes the text out, for running it. */
  take(): string {
    const { text } = this.editor;
    this.#edit({ ...emptyEditor, killed: this.editor.killed });
    return text;
  }

  #edit(state: EditorState): void {
    if (state.text !== this.editor.text) this.menu = null;
    this.editor = state;
    this.#edits += 1;
  }

  #walk(direction: "older" | "newer"): void {
    const { history } = this.#options;
    const text = direction === "older" ? history.older(this.editor.text) : history.newer();
    if (text !== null) this.#edit(withText(this.editor, text));
  }

  #pressInSearch(key: Key, search: Search): PromptIntent {
    const { history } = this.#options;
    const find = (query: string, from?: number): Search => ({ ...search, query, found: query === "" ? null : history.search(query, from) });
    if (key.ctrl && key.name === "r") {
      const next = find(search.query, search.found?.index);
      // At the oldest match it stays there.
      this.search = next.found ? next : search;
    } else if (key.ctrl && (key.name === "c" || key.name === "g")) {
      this.editor = search.before;
      this.search = null;
    } else if (key.name === "backspace") this.search = find(search.query.slice(0, -1));
    else if (!key.ctrl && !key.alt && [...key.name].length === 1) this.search = find(search.query + key.name);
    else {
      this.#leaveSearch();
      // Escape only ends the search; any other key does what it does, Enter runs what was found.
      return key.name === "escape" || key.name === "tab" ? "none" : this.press(key);
    }
    return "none";
  }

  #leaveSearch(): void {
    if (this.search?.found) this.#edit(withText(this.search.before, this.search.found.text));
    this.search = null;
  }

  /** True when the menu has used the key. */
  #pressInMenu(key: Key, menu: Menu): boolean {
    const { candidates } = menu.completion;
    const step = (by: number): true => {
      const selected = menu.selected === -1 && by < 0 ? candidates.length - 1 : menu.selected + by;
      this.menu = { ...menu, selected: (selected + candidates.length) % candidates.length };
      return true;
    };
    if (key.name === "down" || (key.name === "tab" && !key.shift)) return step(1);
    if (key.name === "up" || key.name === "tab") return step(-1);
    if (key.name === "escape") {
      this.menu = null;
      return true;
    }
    if (key.name === "enter" && menu.selected >= 0) {
      this.#accept(menu.completion, candidates[menu.selected]!);
      return true;
    }
    if ([...key.name].length === 1 && !key.ctrl && !key.alt && key.name !== " ") {
      this.#edit(press(this.editor, key).state);
      this.#complete();
      return true;
    }
    this.menu = null;
    return false;
  }

  async #complete(): Promise<void> {
    const { commands, sources, changed } = this.#options;
    const { text, cursor } = this.editor;
    const edits = this.#edits;
    this.completing = true;
    const completion = await complete(text, cursor, commands, sources);
    this.completing = false;
    if (edits === this.#edits) this.#offer(completion);
    changed();
  }

  /** One candidate is taken, of several what they share; then they are shown. */
  #offer(completion: Completion): void {
    const { candidates } = completion;
    const [only] = candidates;
    if (only && candidates.length === 1) this.#accept(completion, only);
    else if (only) {
      const prefix = commonPrefix(candidates);
      if (prefix.length > 0) this.#replace(completion, { text: prefix, open: true });
      this.menu = { completion: { ...completion, end: this.editor.cursor }, selected: -1 };
    }
  }

  #accept(completion: Completion, candidate: Candidate): void {
    this.#replace(completion, candidate);
    this.menu = null;
  }

  #replace(completion: Completion, candidate: Candidate): void {
    const taken = accept(this.editor.text, completion, candidate);
    if (taken.text !== this.editor.text || taken.cursor !== this.editor.cursor) this.#edit(withText(this.editor, taken.text, taken.cursor));
  }
}
