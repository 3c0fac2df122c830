// TensorFlow's C library and headers out of the Python wheel that carries them, for machines where the download of
// tfjs-node's own binary is closed. The wheel comes through pip, so through whatever index pip is set up with.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "./commands.ts";

export const tensorflowVersion = "2.15.1";
const wheelHash = "54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26";
const libraries = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];

/** Unpacks two libraries and the headers of the C interface. */
const unpack = `
import sys, zipfile
wheel, out = sys.argv[1:]
wanted = ("tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2", "tensorflow/include/tensorflow/c/", "tensorflow/include/tsl/", "tensorflow/include/tensorflow/core/platform/")
archive = zipfile.ZipFile(wheel)
archive.extractall(out, [name for name in archive.namelist() if name.startswith(wanted)])
`;

/** @returns the folder that holds the libraries and `include` @throws Error saying what is missing */
export function fetchTensorflowLibrary(folder: string): string {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(
      "The library is taken from a wheel for Linux on x86-64. Elsewhere install @tensorflow/tfjs-node, whose binary covers macOS and Windows.",
    );
  }
  const root = join(folder, `libtensorflow-${tensorflowVersion}`);
  const done = join(root, "tensorflow");
  if (libraries.every((name) => existsSync(join(done, name)))) return done;
  const work = join(folder, "unpacking");
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const requirements = join(work, "requirements.txt");
  writeFileSync(requirements, `tensorflow-cpu==${tensorflowVersion} --hash=sha256:${wheelHash}\n`);
  const platform = ["--only-binary=:all:", "--python-version", "3.11", "--implementation", "cp", "--platform", "manylinux_2_17_x86_64"];
  const download = ["-m", "pip", "download", "--quiet", "--no-deps", ...platform, "--require-hashes", "-r", requirements, "-d", work];
  console.error(`fetching TensorFlow ${tensorflowVersion} (200 MB) ...`);
  runProgram("python3", download, "It needs python3 with pip and a reachable package index (Debian: apt-get install python3-pip).");
  const wheel = readdirSync(work).find((name) => name.endsWith(".whl"));
  if (!wheel) throw new Error(`pip left no wheel in ${work}.`);
  const unpacked = join(work, "unpacked");
  runProgram("python3", ["-c", unpack, join(work, wheel), unpacked], "Is there space on the disk (620 MB)?");
  rmSync(root, { recursive: true, force: true });
  renameSync(unpacked, root);
  rmSync(work, { recursive: true, force: true });
  return done;
}
