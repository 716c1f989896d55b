// What pages do without: a filter of the contract's rows, ticks that stay, scrolling by keyboard.
"use strict";

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// -- The contract: a search box and a state; without scripts every row is there -------------
function addFilter() {
  const place = document.querySelector(".contract-filter-place");
  if (!place) return;
  const rows = [...document.querySelectorAll("table.contract-records tbody tr")];
  const states = {
    "": "any state",
    differs: "differs from OpenAI",
    "row-rejected": "rejected",
    "row-accepted-not-promised": "accepted, not promised",
    "row-deviates": "deviates",
    "row-supported": "supported",
    assumed: "assumed, not documented",
  };
  const words = element("input", { type: "search", placeholder: "json_schema, stream, …" });
  const state = element("select", {});
  for (const [value, text] of Object.entries(states)) {
    state.append(element("option", { value }, text));
  }
  const count = element("p", { class: "count", role: "status" });
  const form = element(
    "form",
    { class: "contract-filter", "aria-label": "Filter the contract" },
    element("label", {}, "Find a name or a word", words),
    element("label", {}, "On Electron", state),
    count,
  );

  function apply() {
    const wanted = words.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      row.hidden =
        !row.textContent.toLowerCase().includes(wanted) ||
        (state.value !== "" && !row.classList.contains(state.value));
      shown += row.hidden ? 0 : 1;
    }
    // A heading over nothing misleads, so a section goes with its last row.
    for (const table of document.querySelectorAll("table.contract-records")) {
      table.closest("section").hidden = !table.querySelector("tbody tr:not([hidden])");
    }
    count.textContent = `${shown} of ${rows.length} rows`;
  }

  // A link to a row has to work, whatever is being filtered.
  function reveal() {
    const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!row || !row.hidden) return;
    form.reset();
    apply();
    row.scrollIntoView();
  }

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", reveal);
  place.append(form);
  apply();
}

// -- The checklist: each line becomes a labelled check box, kept in this browser ------------
function addTicks() {
  const items = [...document.querySelectorAll("#migration-checklist li")];
  if (items.length === 0) return;
  const place = "electron-kit-checklist";
  let done = [];
  const count = element("p", { class: "checklist-count", role: "status" });
  try {
    done = JSON.parse(localStorage.getItem(place)) || [];
  } catch {
    // Storage may be closed or hold something else: the list still works, and forgets.
  }
  done = new Set(Array.isArray(done) ? done : []);

  function tell() {
    count.textContent = `${items.filter((item) => done.has(item.dataset.line)).length} of ${items.length} done`;
    try {
      localStorage.setItem(place, JSON.stringify([...done]));
    } catch {
      // as above
    }
  }

  for (const item of items) {
    const line = item.querySelector("p") || item;
    // The words are the key: a line that is rewritten has to be looked at again.
    item.dataset.line = line.textContent.trim();
    const box = element("input", { type: "checkbox" });
    box.checked = done.has(item.dataset.line);
    box.addEventListener("change", () => {
      if (box.checked) done.add(item.dataset.line);
      else done.delete(item.dataset.line);
      tell();
    });
    const text = element("span", { id: `line-${items.indexOf(item)}` }, ...line.childNodes);
    box.setAttribute("aria-labelledby", text.id);
    line.append(box, text);
    item.classList.add("tick");
  }

  const clear = element("button", { type: "button", class: "checklist-clear" }, "Clear all ticks");
  clear.addEventListener("click", () => {
    done.clear();
    for (const box of document.querySelectorAll("#migration-checklist li input")) box.checked = false;
    tell();
  });
  items[0].closest("section").before(element("div", { class: "checklist-bar" }, count, clear));
  tell();
}

// -- The search: what is called so comes first, then what Sphinx has counted --------------------
function plain(text) {
  return text.toLowerCase().replace(/(\d),(?=\d{3})/g, "$1").replace(/[`*?"']/g, "").trim();
}

// What a question has besides the words that it asks for.
const SMALL = new Set("a an and are can do does for how i in is it many much my of on or per the there to what which with".split(" "));

function wordsOf(text) {
  const words = text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const asking = words.filter((word) => !SMALL.has(word));
  return asking.length > 0 ? asking : words;
}

// "stream" and "streaming", "timeouts" and "timeout", "fine-tune" and "fine-tuned".
function isLike(word, part) {
  return word.startsWith(part) || (word.length > 3 && part.startsWith(word));
}

// How well an entry's name or one of its words answers what was asked; 0 if it does not.
function rank(asked, entry) {
  const parts = wordsOf(asked);
  const names = [plain(entry.title), ...entry.words];
  let best = 0;
  for (const name of names) {
    const words = wordsOf(name);
    let fit = 0;
    if (name === asked) fit = 100;
    else if (parts.every((part) => words.includes(part))) fit = 40 + (20 * parts.length) / words.length;
    else if (parts.every((part) => words.some((word) => isLike(word, part)))) fit = 20;
    best = Math.max(best, fit);
  }
  // Each word by another of its names: "developer" is a title, and "role" what it is.
  const all = wordsOf([...names, plain(entry.in)].join(" "));
  if (!best && parts.every((part) => all.some((word) => isLike(word, part)))) best = 10;
  // Words that a page gives itself are meant for this.
  return best && best + entry.weight + (entry.words.includes(asked) ? 5 : 0);
}

async function findFirst() {
  const place = document.getElementById("search-results");
  const asked = plain(new URLSearchParams(location.search).get("q") || "");
  if (!place || !asked) return;
  const root = document.documentElement.dataset.content_root || "./";
  const entries = await (await fetch(`${root}_static/finder.json`)).json();
  const found = entries
    .map((entry) => [rank(asked, entry), entry])
    .filter(([fit]) => fit > 0)
    .sort((one, other) => other[0] - one[0])
    .slice(0, 6);
  if (found.length === 0) return;
  const list = element("ol", { class: "found-first" });
  for (const [, entry] of found) {
    const link = element("a", { href: root + entry.to }, entry.title);
    const where = entry.in ? element("span", {}, entry.in) : "";
    list.append(element("li", {}, link, where));
  }
  place.before(element("h2", {}, "By name"), list);
}

// -- What scrolls sideways can be scrolled with the keyboard -------------------------------
function focusWide() {
  for (const box of document.querySelectorAll("pre, .table-wrapper, .cell_output .output")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

// -- What nobody sees is not highlighted: Sphinx fails on a drawing's words, and spoils its style --
function keepUnseen() {
  for (const unseen of document.querySelectorAll("article :is(style, script, svg title, svg desc)")) {
    unseen.classList.add("nohighlight");
  }
}

keepUnseen();
addFilter();
addTicks();
findFirst();
focusWide();
window.addEventListener("resize", focusWide);
document.addEventListener("change", focusWide); // a tab that was hidden has no width before
// What a cell says that is run in the page, once a frame at most.
let looking = false;
const grown = new MutationObserver(() => {
  if (looking) return;
  looking = true;
  requestAnimationFrame(() => {
    looking = false;
    focusWide();
  });
});
for (const article of document.querySelectorAll("article")) {
  grown.observe(article, { childList: true, subtree: true });
}
