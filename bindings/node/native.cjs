// The native half for this platform: `curbside.PLATFORM-ARCHITECTURE.node` beside this file.
"use strict";
const { join } = require("node:path");

const file = `curbside.${process.platform}-${process.arch}.node`;
try {
  module.exports = require(join(__dirname, file));
} catch (cause) {
  throw new Error(`curbside: ${file} cannot be loaded; build it with ./build, or install the package for this platform`, { cause });
}
