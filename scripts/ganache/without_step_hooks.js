// Loaded into Ganache before it starts (node --require).
//
// Ganache hooks into every step of every transaction, to look for calls of Hardhat's console.log and to keep the keys that
// debug_storageRangeAt lists. The hooks alone take about half of its time for large transactions, and Heyi uses neither.
// Only these two are left out; those of traces and gas estimates stay.
"use strict";

const { EventEmitter } = require("events");

const UNUSED = ["ganache:vm:tx:console.log", "hashedKey"];
const on = EventEmitter.prototype.on;

EventEmitter.prototype.on = function (name, listener) {
  const unused = name === "step" && UNUSED.some((words) => String(listener).includes(words));
  return unused ? this : on.call(this, name, listener);
};
