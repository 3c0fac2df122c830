// The page of a webview: one script, its style sheets, and a policy that allows nothing else. Everything in it is made by the script.
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

export interface PageParts {
  readonly title: string;
  /** File names under dist/webviews. */
  readonly script: string;
  readonly styles: readonly string[];
  /** data-* attributes of the body, which the script reads. */
  readonly data?: Readonly<Record<string, string>>;
}

export const webviewRoot = (extensionUri: vscode.Uri): vscode.Uri => vscode.Uri.joinPath(extensionUri, "dist", "webviews");

export function webviewPage(webview: vscode.Webview, extensionUri: vscode.Uri, parts: PageParts): string {
  const uri = (name: string) => escapeAttribute(webview.asWebviewUri(vscode.Uri.joinPath(webviewRoot(extensionUri), name)).toString());
  const nonce = randomBytes(18).toString("base64");
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}; img-src 'self' data:; base-uri 'none'; form-action 'none'`;
  const data = Object.entries(parts.data ?? {}).map(([name, value]) => ` data-${name}="${escapeAttribute(value)}"`);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeAttribute(parts.title)}</title>
${parts.styles.map((name) => `<link rel="stylesheet" href="${uri(name)}">`).join("\n")}
</head>
<body${data.join("")}>
<div id="root"></div>
<script nonce="${nonce}" src="${uri(parts.script)}"></script>
</body>
</html>`;
}

export function escapeAttribute(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
