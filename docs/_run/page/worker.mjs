// A Python of the page's own, in a worker. It is started from text, not from an address, so
// that the page's policy binds it too; all that it runs is handed to it, and it fetches nothing.

const files = new Map(); // name -> bytes, as they came
const tell = (message) => self.postMessage(message);
const INDEX = "https://in.this.page/";
const SITE = "/lib/python3.14/site-packages";

function stream(name) {
  const bytes = files.get(name);
  if (!bytes) throw new TypeError(`${name}: this page fetches nothing once it is ready`);
  const body = new Blob([bytes]).stream();
  // A server may have unpacked what it took for compressed on the way.
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return packed ? body.pipeThrough(new DecompressionStream("gzip")) : body;
}

async function unpacked(name) {
  return new Uint8Array(await new Response(stream(name)).arrayBuffer());
}

async function module(name) {
  const text = await new Response(stream(name)).text();
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    return await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

// Pyodide and web-tree-sitter ask for their files by address.
self.fetch = async (resource) => {
  const name = String(resource.url ?? resource).split("/").pop();
  const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return new Response(stream(`${name}.pack`), { headers: { "content-type": type } });
};

async function start({ packs, grammars, lock }) {
  tell({ type: "stage", text: "Starting Python …" });
  const [{ loadPyodide }, core] = await Promise.all([
    module("pyodide.mjs.pack"),
    module("pyodide.asm.mjs.pack"),
  ]);
  const python = await loadPyodide({
    indexURL: INDEX,
    createPyodideModule: core.default,
    lockFileContents: { info: lock, packages: {} },
    packages: [],
  });
  for (const name of packs) {
    python.unpackArchive(await unpacked(name), "tar", { extractDir: SITE });
  }
  if (grammars) await parsers(python);
  const kernel = python.pyimport("run_here.starting").start();
  files.clear();
  return kernel;
}

async function parsers(python) {
  const { Parser, Language } = await module("web-tree-sitter.js.pack");
  await Parser.init({ locateFile: (name) => INDEX + name });
  const languages = {};
  for (const name of ["javascript", "python", "tsx", "typescript"]) {
    languages[name] = await Language.load(await unpacked(`tree-sitter-${name}.wasm.pack`));
  }
  python.pyimport("tree_sitter").flat = (grammar, text) => {
    const parser = new Parser();
    parser.setLanguage(languages[grammar]);
    const tree = parser.parse(text);
    const rows = flat(tree);
    tree.delete();
    parser.delete();
    return JSON.stringify(rows);
  };
}

function flat(tree) {
  const cursor = tree.walk();
  const rows = [];
  const path = [];
  for (;;) {
    const wrong = rows.length ? 0 : Number(tree.rootNode.hasError);
    const { nodeType, startIndex, endIndex, nodeIsNamed, currentFieldName } = cursor;
    const parent = path.at(-1) ?? -1;
    rows.push([nodeType, startIndex, endIndex, +nodeIsNamed, currentFieldName ?? null, parent, wrong]);
    if (cursor.gotoFirstChild()) {
      path.push(rows.length - 1);
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) {
        cursor.delete();
        return rows;
      }
      path.pop();
    }
  }
}

let kernel;
self.onmessage = async ({ data }) => {
  try {
    if (data.type === "start") {
      for (const [name, bytes] of Object.entries(data.files)) files.set(name, bytes);
      kernel = await start(data);
      tell({ type: "ready" });
    } else {
      const { job, name, argument } = data;
      const output = (text) => tell({ type: "output", job, output: JSON.parse(text) });
      const result = await kernel[name](argument, output);
      tell({ type: "done", job, result: JSON.parse(result) });
    }
  } catch (error) {
    tell({ type: "broken", text: String(error).slice(-2000) });
  }
};
