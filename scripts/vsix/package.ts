// The .vsix: a zip with the extension's files under extension/, a content-type list, and a manifest made from package.json.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ZipEntry, zip } from "./zip.ts";

interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly version: string;
  readonly displayName: string;
  readonly description: string;
  readonly engines: { readonly vscode: string };
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
}

const folders = ["dist", "languages", "syntaxes", "icons"];
const mediaTypes: Readonly<Record<string, string>> = {
  cjs: "application/javascript",
  css: "text/css",
  js: "application/javascript",
  json: "application/json",
  md: "text/markdown",
  mjs: "application/javascript",
  svg: "image/svg+xml",
  txt: "text/plain",
  vsixmanifest: "text/xml",
  wasm: "application/wasm",
};

/** @param root of the repository, with clients/vscode/dist made. */
export function packVsix(root: string): Buffer {
  const source = join(root, "clients", "vscode");
  const manifest = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as Manifest & Record<string, unknown>;
  // Everything is bundled: the editor must not look for packages; and it takes the main file for CommonJS by its ending.
  const { dependencies: _, type: __, private: ___, ...shipped } = manifest as Record<string, unknown>;
  const entries: ZipEntry[] = [text("extension/package.json", `${JSON.stringify(shipped, null, 2)}\n`)];
  for (const folder of folders) entries.push(...filesUnder(source, folder));
  entries.push({ name: "extension/readme.md", bytes: readFileSync(join(source, "README.md")) });
  if (existsSync(join(root, "LICENSE"))) entries.push({ name: "extension/LICENSE.txt", bytes: readFileSync(join(root, "LICENSE")) });
  const types = Object.entries(mediaTypes).map(([ending, type]) => `<Default Extension=".${ending}" ContentType="${type}"/>`);
  const contentTypes = `<?xml version="1.0" encoding="utf-8"?>\n<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${types.join("")}</Types>\n`;
  return zip([text("extension.vsixmanifest", vsixManifest(manifest)), text("[Content_Types].xml", contentTypes), ...entries]);
}

function text(name: string, content: string): ZipEntry {
  return { name, bytes: Buffer.from(content, "utf8") };
}

function filesUnder(source: string, folder: string): ZipEntry[] {
  return readdirSync(join(source, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ name: `extension/${path.slice(source.length + 1).replaceAll("\\", "/")}`, bytes: readFileSync(path) }));
}

function vsixManifest(manifest: Manifest): string {
  const quoted = (value: string) => value.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id="${quoted(manifest.name)}" Version="${quoted(manifest.version)}" Publisher="${quoted(manifest.publisher)}"/>
    <DisplayName>${quoted(manifest.displayName)}</DisplayName>
    <Description xml:space="preserve">${quoted(manifest.description)}</Description>
    <Tags>${quoted(manifest.keywords.join(","))}</Tags>
    <Categories>${quoted(manifest.categories.join(","))}</Categories>
    <Properties>
      <Property Id="Microsoft.VisualStudio.Code.Engine" Value="${quoted(manifest.engines.vscode)}"/>
      <Property Id="Microsoft.VisualStudio.Code.ExtensionKind" Value="workspace"/>
    </Properties>
  </Metadata>
  <Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>
  <Dependencies/>
  <Assets>
    <Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Content.Details" Path="extension/readme.md" Addressable="true"/>
  </Assets>
</PackageManifest>
`;
}
