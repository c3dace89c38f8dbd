#!/usr/bin/env node
// Starts the program of this system. It comes with a package of its own, of which npm installs the one that fits.
"use strict";

const { spawn } = require("node:child_process");
const os = require("node:os");

const name = `${require("../package.json").name}-${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "whopsync.exe" : "whopsync";
let program;
try {
  program = require.resolve(`${name}/bin/${file}`);
} catch {
  console.error(`Error: the package ${name} is not installed, which has whopsync for this system.
If npm was told to leave out optional packages, install again without that. There are packages for Linux, macOS and Windows, each for x64 and arm64.`);
  process.exit(1);
}

const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });

// whopsync finishes a request that is under way, and this has to wait for it. On a terminal Ctrl-C reaches both; anywhere else
// the signal is handed on, once.
const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
process.on("SIGINT", () => onTerminal || child.kill("SIGINT"));
process.on("SIGTERM", () => child.kill("SIGTERM"));

child.on("error", (err) => {
  console.error(`Error: start ${program}: ${err.message}`);
  process.exit(1);
});
child.on("exit", (code, signal) => process.exit(code ?? 128 + os.constants.signals[signal]));
