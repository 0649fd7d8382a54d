#!/usr/bin/env node
// A `solc` command line around npm's solc-js, for machines on which no native compiler can be had.
//
// It covers what py-solc-x, Brownie and static analysers ask for: --version, --help, --standard-json and
// --combined-json. npm's own `solcjs` is not enough: it knows neither --allow-paths nor --combined-json.
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const PACKAGE = path.resolve(__dirname, "../../node_modules/solc");
const BANNER = "solc, the solidity compiler commandline interface";

// One entry for each output that --combined-json can be asked for: where standard JSON has it.
const COMBINED_OUTPUTS = {
  "abi": (contract) => contract.abi,
  "bin": (contract) => contract.evm.bytecode.object,
  "bin-runtime": (contract) => contract.evm.deployedBytecode.object,
  "devdoc": (contract) => contract.devdoc,
  "hashes": (contract) => contract.evm.methodIdentifiers,
  "metadata": (contract) => contract.metadata,
  "opcodes": (contract) => contract.evm.bytecode.opcodes,
  "srcmap": (contract) => contract.evm.bytecode.sourceMap,
  "srcmap-runtime": (contract) => contract.evm.deployedBytecode.sourceMap,
  "storage-layout": (contract) => contract.storageLayout,
  "userdoc": (contract) => contract.userdoc,
};

class UsageError extends Error {}

function parseArguments(argv) {
  const options = { files: [], remappings: [], searchPaths: [], runs: 200 };
  const valued = {
    "--allow-paths": () => {}, // accepted, not enforced: solc-js reads only what the sources import
    "--base-path": (value) => options.searchPaths.unshift(value),
    "--combined-json": (value) => (options.combined = value.split(",")),
    "--evm-version": (value) => (options.evmVersion = value),
    "--include-path": (value) => options.searchPaths.push(value),
    "--optimize-runs": (value) => (options.runs = Number(value)),
  };
  const flags = {
    "--help": () => (options.help = true),
    "--optimize": () => (options.optimize = true),
    "--overwrite": () => {},
    "--standard-json": () => (options.standard = true),
    "--version": () => (options.version = true),
    "--via-ir": () => (options.viaIR = true),
    "-": () => {}, // standard input is read anyway when no file is named
  };
  const words = argv.flatMap((word) => word.match(/^(--[a-z-]+)=(.*)$/)?.slice(1) ?? [word]);
  while (words.length > 0) {
    const word = words.shift();
    if (word in valued) {
      if (words.length === 0) throw new UsageError(`the required argument for option '${word}' is missing`);
      valued[word](words.shift());
    } else if (word in flags) flags[word]();
    else if (word.startsWith("-")) throw new UsageError(`unrecognised option '${word}'`); // py-solc-x reads this
    else if (word.includes("=")) options.remappings.push(word);
    else options.files.push(word);
  }
  return options;
}

function loadCompiler() {
  const compiler = require(path.join(PACKAGE, "wrapper.js"))(require(path.join(PACKAGE, "soljson.js")));
  // soljson.js turns every uncaught error into a dump of its own 9 MB of source.
  process.removeAllListeners("uncaughtException");
  return compiler;
}

/** The import callback of solc-js; the compiler itself has applied the remappings before it asks. */
function importReader(searchPaths) {
  return (name) => {
    const places = path.isAbsolute(name) ? [name] : ["."].concat(searchPaths).map((place) => path.join(place, name));
    const file = places.find((place) => fs.statSync(place, { throwIfNoEntry: false })?.isFile());
    if (file) return { contents: fs.readFileSync(file, "utf8") };
    return { error: `File not found. Searched: ${places.map((place) => path.resolve(place)).join(", ")}.` };
  };
}

/** Writes all of the text, also into a pipe whose reader is slow (process.exit would cut it off). */
function print(text) {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(fs.writeSync(1, rest));
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}

const readInput = (file) => fs.readFileSync(file ?? 0, "utf8");

function runStandardJson(options) {
  const input = readInput(options.files[0]);
  print(loadCompiler().compile(input, { import: importReader(options.searchPaths) }) + "\n");
  return 0;
}

function standardInput(options) {
  const files = options.files.length > 0 ? options.files : [undefined];
  const sources = files.map((file) => [file ?? "<stdin>", { content: readInput(file) }]);
  const everything = ["abi", "devdoc", "evm", "metadata", "storageLayout", "userdoc"];
  return {
    language: "Solidity",
    sources: Object.fromEntries(sources),
    settings: {
      evmVersion: options.evmVersion,
      optimizer: { enabled: Boolean(options.optimize), runs: options.runs },
      outputSelection: { "*": { "*": everything, "": ["ast"] } },
      remappings: options.remappings,
      viaIR: options.viaIR,
    },
  };
}

function combinedContracts(output, wanted) {
  const selection = Object.entries(COMBINED_OUTPUTS).filter(([name]) => wanted.includes(name));
  const contracts = {};
  for (const [file, inFile] of Object.entries(output.contracts ?? {})) {
    for (const [name, contract] of Object.entries(inFile)) {
      contracts[`${file}:${name}`] = Object.fromEntries(selection.map(([key, read]) => [key, read(contract)]));
    }
  }
  return contracts;
}

function runCombinedJson(options) {
  const compiler = loadCompiler();
  const callbacks = { import: importReader(options.searchPaths) };
  const output = JSON.parse(compiler.compile(JSON.stringify(standardInput(options)), callbacks));
  const messages = output.errors ?? [];
  for (const message of messages) process.stderr.write(message.formattedMessage + "\n");
  if (messages.some((message) => message.severity === "error")) return 1;

  const sources = Object.entries(output.sources).sort(([, a], [, b]) => a.id - b.id);
  const combined = {
    contracts: combinedContracts(output, options.combined),
    sourceList: sources.map(([name]) => name),
    version: compiler.version(),
  };
  if (options.combined.includes("ast")) {
    combined.sources = Object.fromEntries(sources.map(([name, source]) => [name, { AST: source.ast }]));
  }
  print(JSON.stringify(combined) + "\n");
  return 0;
}

function main(argv) {
  const options = parseArguments(argv);
  if (options.help) {
    // py-solc-x takes the last word of the line that starts with "  --combined-json" as its default outputs.
    const outputs = Object.keys(COMBINED_OUTPUTS).concat("ast").join(",");
    print(`${BANNER}\n  --version\n  --standard-json\n  --combined-json ${outputs}\n`);
    return 0;
  }
  if (options.version) {
    print(`${BANNER}\nVersion: ${loadCompiler().version()}\n`);
    return 0;
  }
  if (options.standard) return runStandardJson(options);
  if (options.combined) return runCombinedJson(options);
  throw new UsageError("no output requested: give --standard-json or --combined-json");
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError) && error.code !== "ENOENT") throw error;
  process.stderr.write(error.message + "\n");
  process.exitCode = 1;
}
