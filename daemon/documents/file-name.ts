// The file a URI or path names, as far as choosing a format and finding a project need it.
import { fileURLToPath } from "node:url";

/** Absolute path of a file: URI; null for untitled documents and other schemes. */
export function pathOfUri(uri: string): string | null {
  if (!uri.startsWith("file:")) return null;
  try {
    return fileURLToPath(uri);
  } catch {
    return null;
  }
}

/** Last part of a URI's path, decoded. */
export function fileNameOfUri(uri: string): string {
  const path = pathOfUri(uri);
  if (path !== null) return path.slice(path.lastIndexOf("/") + 1);
  const last = uri.slice(uri.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
