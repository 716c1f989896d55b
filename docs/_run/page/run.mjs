// A lesson's cells run where they stand: edit one, run it, its output takes the page's place.
// Without this script, from a file, or in a browser that cannot, the page is as it was built.

const place = document.querySelector("script[data-run]");
const cells = [...document.querySelectorAll("article .cell")];
const able = window.Worker && window.DecompressionStream && window.WebAssembly;
if (able && cells.length && location.protocol !== "file:") style(JSON.parse(place.dataset.run));
else document.querySelector(".run-place")?.remove();

function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// What has no style yet would be shown, and then move what stands below it.
function style(plan) {
  const own = new URL(plan.own, location.href);
  const link = make("link", { rel: "stylesheet", href: new URL("run.css", own) });
  for (const end of ["load", "error"]) link.addEventListener(end, () => prepare(plan, own));
  document.head.append(link);
}

function prepare(plan, own) {
  const all = make("button", { type: "button", class: "run-all" }, "Run all cells");
  const over = make("button", { type: "button", class: "run-over", hidden: "" }, "Start over");
  const status = make("p", { class: "run-status", role: "status" });
  const licences = make("a", { href: new URL(plan.licences, location.href) }, "licences");
  const note = make("p", { class: "run-note" });
  note.append(
    `Edit any cell and run it here, in your browser: Python, the genuine SDK and the sandbox load `,
    `once, at the first click (${plan.megabytes} MB; `,
    licences,
    `). The sandbox answers, not a model. No key is used, and nothing you write leaves this page.`,
  );
  const bar = { class: "run-bar", role: "group", "aria-label": "Run this lesson in the browser" };
  document.querySelector(".run-place").append(make("div", bar, all, over, status, note));
  const say = (text) => {
    status.textContent = text;
  };

  let Python; // the class, loaded at the first click
  let python;
  let turn = Promise.resolve();
  let life = 0; // goes up when all is started over: what was waiting then is dropped

  const parts = cells.map((cell, index) => {
    const code = cell.querySelector(".cell_input pre");
    const answer = cell.classList.contains("tag_hide-cell");
    const name = answer ? "Check your answer" : "Run";
    const label = answer ? `Check your answer to the exercise, cell ${index + 1}` : `Run cell ${index + 1}`;
    const button = make("button", { type: "button", class: "run-cell", "aria-label": label }, name);
    const took = make("span", { class: "run-took", role: "status" });
    const line = make("div", { class: "run-line" }, button, took);
    let output = answer ? null : cell.querySelector(".cell_output");
    if (output) output.before(line);
    else {
      output = make("div", { class: "cell_output docutils container" });
      if (answer) cell.prepend(line, output);
      else cell.append(line, output);
    }
    editable(code, `Code of cell ${index + 1}`);
    const mayFail = cell.classList.contains("tag_raises-exception");
    const before = { code: code.innerHTML, output: output.innerHTML };
    const part = { cell, index, code, output, button, took, answer, mayFail, before, done: false };
    code.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.shiftKey || event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      upTo(index);
    });
    code.addEventListener("input", () => {
      part.done = false;
      cell.classList.add("run-edited");
    });
    button.addEventListener("click", () => upTo(index));
    return part;
  });
  document.body.classList.add("run-ready");

  async function started() {
    if (!python) {
      Python ??= (await import(new URL("python.mjs", own).href)).Python;
      python = Python.start({ ...plan, ...addresses(plan) }, say);
      python.then(() => say("Python is ready."), () => (python = undefined));
    }
    over.hidden = false;
    return python;
  }

  // Runs a cell, and before it those above that did not run yet.
  function upTo(last) {
    const mine = life;
    const wanted = parts[last];
    wanted.took.textContent = "waiting …";
    turn = turn.then(async () => {
      if (mine !== life) return;
      try {
        const running = await started();
        for (const part of parts.slice(0, last + 1)) {
          if (mine !== life) return;
          if ((part === wanted || !part.done) && !(await run(running, part))) {
            if (part !== wanted) wanted.took.textContent = `not run: cell ${part.index + 1} failed`;
            break;
          }
        }
      } catch (error) {
        if (mine !== life) return;
        wanted.took.textContent = "";
        say(`It does not run here: ${error.message}`);
      }
    });
    return turn;
  }

  async function run(running, part) {
    const { cell, code, output, button, took } = part;
    let fresh = false;
    let failed = false;
    const clear = () => {
      if (!fresh) output.replaceChildren();
      fresh = true;
    };
    cell.classList.add("running");
    button.disabled = true;
    took.textContent = "running …";
    const begun = performance.now();
    // What is folded away has no innerText; what was typed may have lines that only it knows.
    const edited = cell.classList.contains("run-edited");
    const text = (edited ? code.innerText : code.textContent).replaceAll("\u00a0", " ");
    try {
      const result = await running.call("run", text, (one) => {
        clear();
        failed ||= one.output_type === "error";
        show(output, one);
      });
      clear();
      part.milliseconds = performance.now() - begun;
      part.done = !failed || part.mayFail;
      took.textContent = verdict(part, failed, result);
    } finally {
      button.disabled = false;
      cell.classList.remove("running");
    }
    cell.classList.add("ran");
    cell.classList.toggle("failed", !part.done);
    return part.done;
  }

  all.addEventListener("click", async () => {
    // From the beginning, as a reader would: nothing of an earlier run is left.
    if (python) startOver();
    const begun = performance.now();
    const mine = life;
    await upTo(parts.length - 1);
    if (mine !== life) return;
    const stopped = parts.find((part) => !part.done);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    if (!stopped) say(`All ${parts.length} cells ran, in ${seconds} s.`);
    else if (stopped.cell.classList.contains("ran")) say(`Stopped at cell ${stopped.index + 1}.`);
  });

  function startOver(restore = false) {
    life += 1;
    python?.then((running) => running.end(), () => {});
    python = undefined;
    turn = Promise.resolve();
    for (const part of parts) {
      part.done = false;
      part.took.textContent = "";
      part.button.disabled = false;
      part.cell.classList.remove("ran", "failed", "running");
      if (!restore) continue;
      part.code.innerHTML = part.before.code;
      part.output.innerHTML = part.before.output;
      part.cell.classList.remove("run-edited");
    }
  }

  over.addEventListener("click", () => {
    startOver(true);
    over.hidden = true;
    all.focus();
    say("Everything is as it was.");
  });

  window.runHere = { parts };
}

function addresses(plan) {
  const files = {};
  for (const [name, path] of Object.entries(plan.files)) files[name] = new URL(path, location.href).href;
  return { files, worker: new URL(`${plan.own}worker.mjs`, location.href).href };
}

function editable(code, label) {
  code.setAttribute("contenteditable", "plaintext-only");
  if (code.contentEditable !== "plaintext-only") code.setAttribute("contenteditable", "true");
  const attributes = { spellcheck: "false", autocapitalize: "off", role: "textbox" };
  for (const [name, value] of Object.entries(attributes)) code.setAttribute(name, value);
  code.setAttribute("aria-multiline", "true");
  code.setAttribute("aria-label", label);
}

function verdict(part, failed, result) {
  const ms = part.milliseconds;
  const time = ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
  if (!part.answer) return `ran here in ${time}`;
  if (failed) return result.mine ? "Not yet: your answer does not hold." : "This does not hold.";
  return result.mine ? "Your answer holds." : "The given answer holds. Write your own above.";
}

// An output as myst-nb renders it.
function show(place, output) {
  if (output.output_type === "stream") {
    // One box for what is printed and one for errors, in that order, as in a built page.
    let box = place.querySelector(`[data-stream="${output.name}"]`);
    if (!box) {
      const errors = output.name === "stderr";
      box = textual(errors ? "stderr" : "stream", "");
      box.dataset.stream = output.name;
      if (errors) place.append(box);
      else place.prepend(box);
    }
    box.querySelector("pre").append(output.text);
  } else if (output.output_type === "error") {
    place.append(textual("traceback", `${output.ename}: ${output.evalue}`));
  } else {
    const rich = output.data["text/html"] ?? output.data["image/svg+xml"];
    if (rich === undefined) place.append(textual("text_plain", output.data["text/plain"]));
    else {
      const box = make("div", { class: "output text_html" });
      box.innerHTML = rich;
      place.append(box);
    }
  }
}

function textual(kind, text) {
  const inner = make("div", { class: "highlight" }, make("pre", {}, text));
  return make("div", { class: `output ${kind} highlight-myst-ansi notranslate` }, inner);
}
