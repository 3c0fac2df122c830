// The webview's end of the line to the extension.

interface Host {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): Host;

// VS Code hands it out once a page.
const host = acquireVsCodeApi();

export const send = <Message>(message: Message): void => host.postMessage(message);
export const remembered = (): unknown => host.getState();
export const remember = (state: unknown): void => host.setState(state);

/** Only the extension can post into a webview's window: the page has no other frame and loads nothing from elsewhere. */
export function onMessage<Message>(receive: (message: Message) => void): void {
  window.addEventListener("message", (event: MessageEvent<Message>) => receive(event.data));
}
