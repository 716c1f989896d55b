// How a page, or a worker, might send something to an address: each fails if it is refused.
(() => {
  const loaded = (element, address, place) =>
    new Promise((done, refused) => {
      element.onload = done;
      element.onerror = refused;
      element[element.tagName === "LINK" ? "href" : "src"] = address;
      if (place) place.append(element);
    });
  const opened = (source) =>
    new Promise((done, refused) => {
      source.onopen = done;
      source.onmessage = done;
      source.onerror = refused;
    });
  const made = (tag, fields = {}) => Object.assign(document.createElement(tag), fields);
  const real = globalThis.WorkerGlobalScope?.prototype.fetch ?? globalThis.fetch;
  return {
    fetch: (to) => real.call(globalThis, to, { method: "POST", body: "secret", mode: "no-cors" }),
    request: (to) => {
      const request = new XMLHttpRequest();
      request.open("POST", to, false);
      request.send("secret");
    },
    socket: (to) => opened(new WebSocket(to.replace("http", "ws"))),
    events: (to) => opened(new EventSource(to)),
    module: (to) => import(to),
    worker: (to) => opened(new Worker(to)),
    beacon: (to) => navigator.sendBeacon(to, "secret") || Promise.reject(),
    image: (to) => loaded(new Image(), to),
    style: (to) => loaded(made("link", { rel: "stylesheet" }), to, document.head),
    script: (to) => loaded(made("script"), to, document.head),
    frame: (to) => document.body.append(made("iframe", { src: to })), // it tells nobody how it went
    form: (to) => {
      const form = made("form", { method: "post", action: to, target: "_blank" });
      document.body.append(form);
      form.submit();
    },
  };
})()
