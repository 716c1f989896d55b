// Loads the files of a Python of this page's own, closes the page's door, and starts a worker.

// No script from an address, no request, no form: what runs here can reach nothing from now on.
const CLOSED = [
  "default-src 'none'",
  "script-src blob: 'wasm-unsafe-eval'",
  "worker-src blob:",
  "style-src 'unsafe-inline'", // what is there stays
  "img-src data:",
  "font-src data:",
  "form-action 'none'",
  "base-uri 'none'",
].join("; ");

const kept = new Map(); // address -> bytes: "Start over" loads nothing again

async function bytes(address) {
  if (!kept.has(address)) {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${response.status} at ${address.split("/").pop()}`);
    kept.set(address, new Uint8Array(await response.arrayBuffer()));
  }
  return kept.get(address);
}

function close() {
  if (document.querySelector("meta[data-closed]")) return;
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = CLOSED;
  policy.dataset.closed = "";
  document.head.append(policy);
  // The search box is a form: it still leads to the results.
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    const { action, elements } = event.target;
    if (elements.q) location.assign(`${action}?q=${encodeURIComponent(elements.q.value)}`);
  });
}

export class Python {
  // plan: { files: {name: address}, worker, packs, grammars, lock }; stage: is told what happens
  static async start(plan, stage) {
    const names = Object.keys(plan.files);
    let done = 0;
    stage("Loading Python …");
    const load = async (name) => {
      const got = await bytes(plan.files[name]);
      done += got.length;
      stage(`Loading Python: ${(done / 1e6).toFixed(1)} MB …`);
      return [name, got];
    };
    const [text, ...loaded] = await Promise.all([bytes(plan.worker), ...names.map(load)]);
    close();
    const python = new Python(text, stage);
    const { packs, grammars, lock } = plan;
    await python.#started({ type: "start", files: Object.fromEntries(loaded), packs, grammars, lock });
    return python;
  }

  #worker;
  #stage;
  #jobs = new Map();
  #last = Promise.resolve();
  #number = 0;
  #ready;

  constructor(text, stage) {
    this.#stage = stage;
    const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    this.#worker = new Worker(address, { type: "module" });
    this.#worker.onmessage = ({ data }) => this.#told(data);
    this.#worker.onerror = (event) => this.#broke(event.message || "the worker did not start");
  }

  #started(message) {
    return new Promise((resolve, reject) => {
      this.#ready = { resolve, reject };
      this.#worker.postMessage(message);
    });
  }

  #told({ type, job, output, result, text }) {
    if (type === "stage") this.#stage(text);
    else if (type === "ready") this.#ready.resolve();
    else if (type === "output") this.#jobs.get(job).output(output);
    else if (type === "done") this.#jobs.get(job).resolve(result);
    else if (type === "broken") this.#broke(text);
  }

  #broke(text) {
    const error = new Error(text);
    this.#ready?.reject(error);
    for (const job of this.#jobs.values()) job.reject(error);
    this.#jobs.clear();
  }

  // One at a time: while Python sleeps, a browser may let the next message in.
  call(name, argument, output = () => {}) {
    const turn = this.#last.then(
      () =>
        new Promise((resolve, reject) => {
          const job = ++this.#number;
          this.#jobs.set(job, { resolve, reject, output });
          this.#worker.postMessage({ job, name, argument });
        }),
    );
    this.#last = turn.catch(() => {});
    return turn;
  }

  // The way out of a loop without an end, too.
  end() {
    this.#worker.terminate();
    this.#broke("started over");
  }

  // Does what the page does to send something, inside the worker; for the page's own proof.
  get worker() {
    return this.#worker;
  }
}
