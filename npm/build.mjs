// Makes the packages for npm out of the archives of a release, and runs nothing when they are installed:
//
//	node npm/build.mjs DIST FOLDER
//
// DIST is goreleaser's folder, or any with its archives whopsync_VERSION_SYSTEM_MACHINE. Each package is a folder, to pack or
// publish: first those of the systems, then whopsync itself, which names them as optional.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const top = dirname(here);
const [dist, out] = process.argv.slice(2);
if (!out) {
  console.error("usage: node npm/build.mjs DIST FOLDER");
  process.exit(1);
}

const repository = readFileSync(join(top, "internal/home/repository.txt"), "utf8").trim();
const common = {
  description: "Keep Whop courses in git",
  license: "MIT",
  homepage: `https://github.com/${repository}`,
  repository: { type: "git", url: `git+https://github.com/${repository}.git` },
};

const systems = { linux: "linux", darwin: "darwin", windows: "win32" };
const machines = { amd64: "x64", arm64: "arm64" };
const archive = /^whopsync_(.+)_(linux|darwin|windows)_(amd64|arm64)\.(tar\.gz|zip)$/;

function write(name, manifest, files) {
  const dir = join(out, name);
  mkdirSync(join(dir, "bin"), { recursive: true });
  writeFileSync(join(dir, "package.json"), JSON.stringify({ name, ...manifest, ...common }, null, 2) + "\n");
  copyFileSync(join(top, "LICENSE"), join(dir, "LICENSE"));
  files(dir);
}

rmSync(out, { recursive: true, force: true });
const optionalDependencies = {};
let version;
for (const file of readdirSync(dist).sort()) {
  const [, itsVersion, system, machine, format] = archive.exec(file) ?? [];
  if (!system) continue;
  if (version && version !== itsVersion) throw new Error(`${dist} has archives of ${version} and of ${itsVersion}`);
  version = itsVersion;
  const program = system === "windows" ? "whopsync.exe" : "whopsync";
  const unpack = format === "zip" ? ["unzip", ["-p", join(dist, file), program]] : ["tar", ["-xzOf", join(dist, file), program]];
  const data = execFileSync(...unpack, { maxBuffer: 1 << 28 });
  const name = `whopsync-${systems[system]}-${machines[machine]}`;
  optionalDependencies[name] = version;
  write(name, { version, os: [systems[system]], cpu: [machines[machine]], preferUnplugged: true, files: ["bin"] }, (dir) => {
    writeFileSync(join(dir, "bin", program), data);
    chmodSync(join(dir, "bin", program), 0o755);
  });
}
const count = Object.keys(optionalDependencies).length;
if (count !== 6) throw new Error(`${dist} has archives for ${count} systems, and not for 6`);
write("whopsync", { version, bin: { whopsync: "bin/whopsync.js" }, engines: { node: ">=18" }, files: ["bin"], optionalDependencies }, (dir) => {
  copyFileSync(join(here, "whopsync.js"), join(dir, "bin", "whopsync.js"));
  chmodSync(join(dir, "bin", "whopsync.js"), 0o755);
  copyFileSync(join(here, "README.md"), join(dir, "README.md"));
});
console.log(`${count + 1} packages of ${version} in ${out}`);
