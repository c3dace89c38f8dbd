// Tries the packages that build.mjs has made as users get them: from a registry, which this is for as long as it takes, in an empty
// folder, with an empty HOME.
//
//	node npm/try.mjs FOLDER
import { spawnSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const from = resolve(process.argv[2]);
const work = mkdtempSync(join(tmpdir(), "whopsync-npm-"));
const tarballs = join(work, "tarballs");
for (const dir of ["tarballs", "home", "empty"]) mkdirSync(join(work, dir));

const manifests = {};
for (const name of readdirSync(from)) {
  manifests[name] = JSON.parse(readFileSync(join(from, name, "package.json"), "utf8"));
  const packed = spawnSync("npm", ["pack", "--silent", "--pack-destination", tarballs], { cwd: join(from, name), stdio: ["ignore", "ignore", "inherit"] });
  if (packed.status !== 0) throw new Error(`npm cannot pack ${name}`);
}

const server = createServer((request, response) => {
  const [, name, dash, file] = decodeURIComponent(request.url).split("/");
  const manifest = manifests[name];
  if (!manifest) return response.writeHead(404).end();
  if (dash === "-") return response.end(readFileSync(join(tarballs, file)));
  const tarball = `http://127.0.0.1:${server.address().port}/${name}/-/${name}-${manifest.version}.tgz`;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ name, "dist-tags": { latest: manifest.version }, versions: { [manifest.version]: { ...manifest, dist: { tarball } } } }));
});

// run starts npx as a user would, and returns what it prints.
function run(...args) {
  console.log(`$ npx ${args.join(" ")}`);
  const env = { ...process.env, HOME: join(work, "home"), npm_config_registry: `http://127.0.0.1:${server.address().port}`, npm_config_update_notifier: "false", npm_config_audit: "false" };
  return new Promise((done, failed) => {
    const child = spawn("npx", ["--yes", ...args], { cwd: join(work, "empty"), env, stdio: ["ignore", "pipe", "inherit"] });
    let out = "";
    child.stdout.on("data", (text) => (out += text));
    child.on("close", (code) => (code === 0 ? done(out) : failed(new Error(`it ended with ${code}: ${out}`))));
  });
}

server.listen(0, "127.0.0.1", async () => {
  try {
    const version = await run("whopsync", "--version");
    console.log(version);
    if (!version.startsWith(`whopsync v${manifests.whopsync.version}\n`)) throw new Error("this is another version");
    await run("whopsync", "init", "academy");
    console.log(await run("whopsync", "-C", "academy", "apply", "--yes"));
    console.log(await run("whopsync", "-C", "academy", "plan", "--detailed-exitcode"));
  } catch (err) {
    console.error(err.message);
    process.exitCode = 1;
  } finally {
    server.close();
    rmSync(work, { recursive: true, force: true });
  }
});
