// The audit in the page: what is pasted or dropped goes to a worker, and nowhere else.

const SKIPPED = [".git", "node_modules", ".venv", "venv", "__pycache__", ".tox"];
const MOST = 50_000_000; // bytes; a browser's tab is no place for more

const place = document.querySelector("script[data-run]");
const room = document.querySelector(".here");
const able = window.Worker && window.DecompressionStream && window.WebAssembly;
if (able && room && location.protocol !== "file:") prepare(JSON.parse(place.dataset.run));

function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function prepare(plan) {
  const own = new URL(plan.own, location.href);
  document.head.append(make("link", { rel: "stylesheet", href: new URL("run.css", own) }));
  const kind = make("select", { id: "here-kind" });
  const kinds = {
    "app.py": "Python",
    "app.ts": "TypeScript",
    "app.js": "JavaScript",
    "app.tsx": "TypeScript with JSX",
    "notebook.ipynb": "a notebook's file",
    ".env": "an .env file",
  };
  for (const [name, text] of Object.entries(kinds)) kind.append(make("option", { value: name }, text));
  const text = make("textarea", { id: "here-text", rows: "10", spellcheck: "false", wrap: "off" });
  const files = make("input", { type: "file", multiple: "", id: "here-files" });
  const folder = make("input", { type: "file", webkitdirectory: "", id: "here-folder" });
  const chosen = make("p", { class: "here-chosen", role: "status" });
  const forget = make("button", { type: "button", hidden: "" }, "Forget the files");
  const check = make("button", { type: "button", class: "here-check" }, "Check");
  const status = make("p", { class: "run-status", role: "status" });
  const results = make("div", { class: "here-results", "aria-label": "Findings", role: "region" });
  const licences = make("a", { href: new URL(plan.licences, location.href) }, "licences");
  const drop = make("div", { class: "here-drop" });
  drop.append(
    make("p", {}, "or drop files or a folder here, or choose them:"),
    make("label", { for: "here-files" }, "Files", files),
    make("label", { for: "here-folder" }, "A folder", folder),
    chosen,
    forget,
  );
  const note = make("p", { class: "run-note" });
  note.append(`The first check loads Python and the audit (${plan.megabytes} MB; `, licences, ").");
  room.replaceChildren(
    make("label", { for: "here-kind" }, "Paste", kind),
    make("label", { for: "here-text", class: "here-label" }, "Your code"),
    text,
    drop,
    make("div", { class: "here-go" }, check, status),
    note,
    results,
  );

  let given = new Map(); // path -> Blob
  let leftOut = 0;
  const say = (words) => {
    status.textContent = words;
  };

  function take(entries) {
    for (const [path, file] of entries) {
      if (path.split("/").some((part) => SKIPPED.includes(part))) leftOut += 1;
      else given.set(path, file);
    }
    const some = [...given.keys()].slice(0, 5).join(", ");
    const more = given.size > 5 ? ` and ${given.size - 5} more` : "";
    const without = leftOut ? ` ${leftOut} below ${SKIPPED.join(", ")} are left out.` : "";
    chosen.textContent = given.size || leftOut ? `${given.size} files: ${some}${more}.${without}` : "";
    forget.hidden = !(given.size || leftOut);
  }

  for (const input of [files, folder]) {
    input.addEventListener("change", () => {
      take([...input.files].map((file) => [file.webkitRelativePath || file.name, file]));
    });
  }
  forget.addEventListener("click", () => {
    given = new Map();
    leftOut = 0;
    files.value = folder.value = "";
    take([]);
    text.focus();
  });
  for (const name of ["dragover", "drop"]) {
    document.addEventListener(name, (event) => event.preventDefault()); // a miss opens no file
  }
  drop.addEventListener("dragover", () => drop.classList.add("over"));
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", async (event) => {
    drop.classList.remove("over");
    const roots = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
    const found = [];
    for (const root of roots) await walk(root, found);
    take(found);
  });

  let python;
  let Python;
  check.addEventListener("click", async () => {
    const asked = new Map(given);
    if (text.value.trim()) asked.set(kind.value, new Blob([text.value]));
    if (!asked.size) {
      say("Paste some code, or choose files, first.");
      return;
    }
    const size = [...asked.values()].reduce((sum, file) => sum + file.size, 0);
    if (size > MOST) {
      say(`${(size / 1e6).toFixed(0)} MB are too much for a page: the command reads any repository.`);
      return;
    }
    check.disabled = true;
    try {
      Python ??= (await import(new URL("python.mjs", own).href)).Python;
      python ??= Python.start({ ...plan, ...addresses(plan) }, say);
      const running = await python;
      say("Checking …");
      const request = {};
      for (const [path, file] of asked) request[path] = await base64(file);
      const begun = performance.now();
      const found = await running.call("check", JSON.stringify(request));
      say(`Checked here in ${((performance.now() - begun) / 1000).toFixed(1)} s. Nothing was sent.`);
      show(results, found, leftOut);
    } catch (error) {
      python = undefined;
      say(`It does not run here: ${error.message}`);
    } finally {
      check.disabled = false;
    }
  });
}

function addresses(plan) {
  const files = {};
  for (const [name, path] of Object.entries(plan.files)) files[name] = new URL(path, location.href).href;
  return { files, worker: new URL(`${plan.own}worker.mjs`, location.href).href };
}

async function walk(entry, found) {
  if (SKIPPED.includes(entry.name)) {
    found.push([`${entry.name}/`, null]);
  } else if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    found.push([entry.fullPath.replace(/^\//, ""), file]);
  } else {
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!some.length) break;
      for (const one of some) await walk(one, found);
    }
  }
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

function show(results, { report, exit, said, diff, moves, changed }, leftOut) {
  const parts = [];
  if (report) {
    const { findings, files, complete, not_read: unread } = report;
    const where = `${files} ${files === 1 ? "file" : "files"} read`;
    const without = leftOut ? `, ${leftOut} left out` : "";
    const count = `${findings.length} ${findings.length === 1 ? "finding" : "findings"}`;
    parts.push(make("h2", {}, `${count}; ${where}${without}`));
    if (!findings.length && exit === 0 && complete && files && !leftOut) {
      parts.push(make("p", {}, "Nothing stands in the way, as far as the audit can see."));
    }
    if (!complete) {
      const kinds = Object.entries(unread).map(([what, count]) => `${what} ${count}`).join(", ");
      const what = kinds ? ` (${kinds})` : "";
      parts.push(make("p", { class: "here-problem" }, `Not everything was read${what}.`));
    }
    if (findings.length) parts.push(make("ol", { class: "here-findings" }, ...findings.map(finding)));
    for (const { path, reason } of report.problems) {
      parts.push(make("p", { class: "here-problem" }, `${path}: ${reason}`));
    }
  } else parts.push(make("p", { class: "here-problem" }, "The audit gave no report."));
  // What the command says of files that it could not read stands in the report already.
  if (said.trim() && !report?.problems.length) parts.push(words("What the audit says", said));
  if (diff) {
    parts.push(make("h2", {}, "What --fix changes"), difference(diff));
    const links = make("p", { class: "here-downloads" });
    for (const [path, content] of Object.entries(changed)) links.append(download(path, bytes(content)));
    if (Object.keys(changed).length > 1) links.append(download("electron.patch", diff));
    parts.push(links);
  }
  if (moves.trim()) parts.push(words("What is left to you", moves));
  results.replaceChildren(...parts);
  results.querySelector("h2")?.setAttribute("tabindex", "-1");
  results.querySelector("h2")?.focus();
}

function finding({ path, cell, line, code, name, severity, message, instead, fix, must_review: review }) {
  const at = `${path}:${cell === null ? "" : `cell ${cell}:`}${line}`;
  const rule = make("a", { href: `rules.html#rule-${code.toLowerCase()}` }, `${code} ${name}`);
  const made = make("li", { class: `here-${severity.replaceAll(" ", "-")}` });
  made.append(make("code", {}, at), " ", rule, ` · ${severity}`, make("p", {}, ...coded(message)));
  if (instead) made.append(make("p", {}, make("strong", {}, "Instead: "), ...coded(instead)));
  if (fix) made.append(make("p", {}, "Changed by machine, below."));
  else if (review) made.append(make("p", {}, ...coded(`To be looked at by you: ${review}`)));
  return made;
}

// What stands between backticks is code.
function coded(text) {
  const pieces = text.split(/`([^`]+)`/);
  return pieces.map((piece, index) => (index % 2 ? make("code", {}, piece) : piece));
}

function words(title, text) {
  const made = document.createDocumentFragment();
  made.append(make("h2", {}, title), make("pre", { class: "here-words", tabindex: "0" }, text));
  return made;
}

function difference(text) {
  const made = make("pre", { class: "here-diff", tabindex: "0", "aria-label": "The changes as a diff" });
  for (const line of text.split(/(?<=\n)/)) {
    const kind = { "+": "ins", "-": "del" }[line[0]];
    const head = line.startsWith("+++") || line.startsWith("---");
    made.append(kind && !head ? make(kind, {}, line) : line);
  }
  return made;
}

function bytes(content) {
  return Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
}

function download(path, content) {
  const name = path.split("/").pop();
  const href = URL.createObjectURL(new Blob([content]));
  return make("a", { class: "button", href, download: name }, `Download ${path}`);
}
