// Serves the page on 127.0.0.1: node serve.mjs [PORT] [PACKS.json]
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const [port, packs] = [Number(process.argv[2] ?? 8089), process.argv[3] ?? at("../../golden/packs.json")];
const types = { html: "text/html; charset=utf-8", js: "text/javascript", css: "text/css", json: "application/json", wasm: "application/wasm" };
const file = (path) => {
  if (path === "/") return at("index.html");
  if (path === "/packs.json") return packs;
  if (/^\/curbside\.(js|wasm)$/.test(path)) return at(`../js${path}`);
  if (/^\/patients\/[a-z]+\.json$/.test(path)) return at(`../../../examples${path}`);
  if (/^\/(page\.js|style\.css)$/.test(path)) return at(`.${path}`);
};
const server = createServer(async (request, response) => {
  const found = file(new URL(request.url, "http://localhost").pathname);
  try {
    if (!found) throw new Error("not found");
    const body = await readFile(found);
    // Strict: the page needs no more than its own files and WebAssembly.
    response.writeHead(200, {
      "Content-Type": types[found.split(".").pop()],
      "Content-Security-Policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src data:",
    });
    response.end(body);
  } catch {
    response.writeHead(404).end("not found\n");
  }
});
server.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
