// `npm run engine:tensorflow [FOLDER]`: the native TensorFlow engine without tfjs-node's own binary: its npm package's
// sources compiled against TensorFlow's library from a Python wheel. FOLDER: the engines folder that Adatom looks in.
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { enginesFolder } from "@adatom/daemon/compute/backends/engines-folder.ts";
import { runProgram } from "./commands.ts";
import { installPackages } from "./install-packages.ts";
import { fetchTensorflowLibrary, tensorflowVersion } from "./tensorflow-library.ts";

const napiVersion = 8;

/** Node's headers lie beside it in the npm packages of Node and in its archives; Debian's in /usr/include/node. */
function nodeHeaders(): string {
  const folders = [join(dirname(process.execPath), "..", "include", "node"), "/usr/include/node"];
  const found = folders.find((folder) => existsSync(join(folder, "node_api.h")));
  if (!found) throw new Error(`Node's headers (node_api.h) are in none of ${folders.join(", ")}.`);
  return found;
}

export function buildTensorflow(folder: string): void {
  installPackages(folder, { "@tensorflow/tfjs-node": "4.22.0", "@tensorflow/tfjs-core": "4.22.0" });
  const library = fetchTensorflowLibrary(folder);
  const source = join(folder, "node_modules", "@tensorflow", "tfjs-node");
  const out = join(source, "lib", `napi-v${napiVersion}`);
  const addon = join(out, "tfjs_binding.node");
  if (existsSync(addon)) return;
  mkdirSync(out, { recursive: true });
  // The addon finds the libraries beside itself, wherever the folder is moved to.
  const names = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];
  for (const name of names) if (!existsSync(join(out, name))) symlinkSync(join(library, name), join(out, name));
  console.error(`compiling tfjs-node's addon against TensorFlow ${tensorflowVersion} ...`);
  const flags = ["-O2", "-std=c++17", "-shared", "-fPIC", `-DNAPI_VERSION=${napiVersion}`];
  const includes = [nodeHeaders(), join(library, "include"), source, join(source, "binding")].map((path) => `-I${path}`);
  const sources = ["tfjs_backend.cc", "tfjs_binding.cc"].map((name) => join(source, "binding", name));
  const link = [...names.map((name) => join(out, name)), "-Wl,-rpath,$ORIGIN"];
  runProgram("g++", [...flags, ...includes, ...sources, "-o", addon, ...link], "It needs a C++17 compiler (Debian: apt-get install g++).");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = resolve(process.argv[2] ?? enginesFolder());
  buildTensorflow(folder);
  console.error(`The native TensorFlow engine is in ${folder}. adatom restart, then adatom doctor, to see it.`);
}
