// Loaded into Ganache before it starts (node --require): the same answers in a third of the time.
//
// Ganache 7.9.2 is the last there will be, so its bundle is patched where it spends most of its time on what Heyi never
// asks of it (docs/decisions/0013). Each patch must find its place exactly once, or Ganache does not start.
"use strict";

const { EventEmitter } = require("node:events");
const Module = require("node:module");
const path = require("node:path");
const memdown = require("memdown");

// --- Hooks into every step, to look for calls of Hardhat's console.log and to keep the keys that debug_storageRangeAt
// lists. Heyi uses neither; those of traces and gas estimates stay.

const UNUSED = ["ganache:vm:tx:console.log", "hashedKey"];
const on = EventEmitter.prototype.on;

EventEmitter.prototype.on = function (name, listener) {
  const unused = name === "step" && UNUSED.some((words) => String(listener).includes(words));
  return unused ? this : on.call(this, name, listener);
};

// --- Its source

const DATABASE = "1.js";
const MACHINE = "0.js";

const PATCHES = [
  {
    // A chain that isn't kept lies in memory, not in a temporary folder on disk.
    file: DATABASE,
    from: "s=t.db;let u,d=!1;",
    to: "s=t.db??(t.dbPath?undefined:globalThis.heyi.memory());let u,d=!1;",
  },
  {
    // Steps that wait for nothing are not awaited.
    file: MACHINE,
    from: "try{await this.runStep()}",
    to: "try{const step=this.runStep();if(step!==undefined)await step}",
  },
  {
    file: MACHINE,
    from: "async runStep(){",
    to:
      "runStep(){const state=this._runState,op=this.lookupOpInfo(state.opCode);" +
      'if(op.dynamicGas||op.isAsync||op.name==="INVALID"||this._evm.DEBUG||this._evm.events.listenerCount("step")>0)' +
      "return this._runSlowStep();" +
      "this.useGas(BigInt(op.fee),op.name);state.programCounter++;" +
      "this.getOpHandler(op)(state,this._common)}" +
      "async _runSlowStep(){",
  },
  {
    // PUSH1 to PUSH32 read their bytes as numbers, not as text.
    file: MACHINE,
    from: "(0,t.bufferToBigInt)(e.code.slice(e.programCounter,e.programCounter+g))",
    to: "globalThis.heyi.pushed(e.code,e.programCounter,g)",
  },
  // What a hardfork's rules are is looked up once. (PUSH asks each time whether EIP-3540 counts.)
  { file: MACHINE, from: "}param(e,a){", to: remembering("param", "e,a", "`${e} ${a}`") },
  { file: MACHINE, from: "}isActivatedEIP(e){", to: remembering("isActivatedEIP", "e", "e") },
];

function remembering(method, parameters, key) {
  return (
    `}${method}(${parameters}){const rules=this._hardfork+this._eips;` +
    `if(this.${method}Of!==rules){this.${method}Of=rules;this.${method}Known=new Map}` +
    `const known=this.${method}Known,key=${key};` +
    `if(!known.has(key))known.set(key,this.${method}Anew(${parameters}));return known.get(key)}` +
    `${method}Anew(${parameters}){`
  );
}

globalThis.heyi = {
  memory: memdown,

  /** The number in `size` bytes of code from `at` on; code that ends earlier ends the number, as in Ganache. */
  pushed(code, at, size) {
    const end = Math.min(at + size, code.length);
    let value = 0n;
    for (; at + 8 <= end; at += 8) value = (value << 64n) | code.readBigUInt64BE(at);
    for (; at < end; at += 4) {
      const length = Math.min(4, end - at);
      value = (value << BigInt(8 * length)) | BigInt(code.readUIntBE(at, length));
    }
    return value;
  },
};

function patched(source, file) {
  for (const patch of PATCHES) {
    if (patch.file !== file) continue;
    const found = source.split(patch.from).length - 1;
    if (found !== 1) throw new Error(`Ganache's ${file} has ${found} places like ${patch.from}: only 7.9.2 fits faster.js`);
    source = source.replace(patch.from, () => patch.to);
  }
  return source;
}

const folder = path.join("node_modules", "ganache", "dist", "node");
const compile = Module.prototype._compile;

Module.prototype._compile = function (source, filename, ...rest) {
  const inside = path.dirname(filename).endsWith(folder);
  return compile.call(this, inside ? patched(source, path.basename(filename)) : source, filename, ...rest);
};
