// Loaded into Ganache before it starts (node --require): the same answers in a fraction of the time.
//
// Ganache 7.9.2 is the last there will be, so its bundle is patched where it spends most of its time on what Heyi never
// asks of it (docs/decisions/0013). Each patch must find its place exactly once, or Ganache does not start.
"use strict";

const { EventEmitter } = require("node:events");
const Module = require("node:module");
const path = require("node:path");
const ganaches = Module.createRequire(require.resolve("ganache"));
const keccak = ganaches("keccak");
const secp256k1 = ganaches("secp256k1");
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
  {
    // A contract's code is the same at every call: looked through once for jumps' targets.
    file: MACHINE,
    from: "this._getValidJumpDests(this._runState.code)",
    to: "globalThis.heyi.jumps(this._runState.code,(code)=>this._getValidJumpDests(code))",
  },
  {
    // Nodes of tries and contracts' code are what their hash says: what was read once needn't be looked for again.
    file: MACHINE,
    from: "const a=await this.db.get(e);return this.hasCheckpoints()&&",
    to:
      'const hash=e.toString("latin1");let a=globalThis.heyi.nodes.get(hash);' +
      "if(a===undefined){a=await this.db.get(e);if(a)globalThis.heyi.nodes.set(hash,a)}return this.hasCheckpoints()&&",
  },
  {
    // They are taken apart without a copy of each part.
    file: MACHINE,
    from: "const a=(0,B.arrToBufArr)(t.RLP.decode(Uint8Array.from(e)));",
    to: "const a=globalThis.heyi.parts(e);",
  },
  {
    // Hashes of tries and of KECCAK256 by the native module that Ganache uses elsewhere.
    file: MACHINE,
    from: "const e=(0,B.wrapHash)(t.keccak_256);",
    to: "const e=(0,B.wrapHash)(globalThis.heyi.keccak256);",
  },
  {
    // Signers by the native module, too.
    file: MACHINE,
    from: "(0,B.recoverPublicKey)(e,c,Number(r))",
    to: "globalThis.heyi.recovered(c,Number(r),e)",
  },
];

function remembering(method, parameters, key) {
  const known = `this.${method}Known`;
  return (
    `}${method}(${parameters}){let known=${known};` +
    "if(known?.hardfork!==this._hardfork||known.eips!==this._eips)" +
    `known=${known}={hardfork:this._hardfork,eips:this._eips,answers:new Map};` +
    `const key=${key};let answer=known.answers.get(key);` +
    `if(answer===undefined)known.answers.set(key,answer=this.${method}Anew(${parameters}));return answer}` +
    `${method}Anew(${parameters}){`
  );
}

const targets = new WeakMap();

/** The RLP item at `at`, and where the next one begins. */
function part(bytes, at) {
  const first = bytes[at];
  if (first < 0x80) return { value: bytes.subarray(at, at + 1), end: at + 1 };
  const isList = first >= 0xc0;
  const short = first - (isList ? 0xc0 : 0x80);
  const width = short > 55 ? short - 55 : 0;
  const start = at + 1 + width;
  const end = start + (width ? bytes.readUIntBE(at + 1, width) : short);
  if (!isList) return { value: bytes.subarray(start, end), end };
  const value = [];
  for (let next = start; next < end; ) {
    const inner = part(bytes, next);
    value.push(inner.value);
    next = inner.end;
  }
  return { value, end };
}

globalThis.heyi = {
  memory: memdown,

  /** Contracts' code and tries' nodes by their hash, which is all there is to know about them. */
  nodes: new Map(),

  /** What an RLP item holds: bytes, or a list of items. */
  parts: (item) => part(item, 0).value,

  jumps(code, found) {
    if (!targets.has(code)) targets.set(code, found(code));
    return targets.get(code);
  },

  keccak256: (message) =>
    keccak("keccak256").update(Buffer.from(message.buffer, message.byteOffset, message.length)).digest(),

  /** The public key, 65 bytes, that made a signature of 64 bytes; throws if none did, as Ganache's own. */
  recovered: (signature, recovery, digest) => secp256k1.ecdsaRecover(signature, recovery, digest, false),

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
