// JupyterLab parses ```diff and has no colour for what it finds. jupyterlab-myst had one, and changed
// the headings and tables of every lesson besides. This is a JupyterLab extension without a build.
(() => {
  const GROUND = { "+": "rgb(36 145 79 / .2)", "-": "rgb(224 72 72 / .2)" };

  function colour(code) {
    code.dataset.coloured = "";
    const lines = code.textContent.replace(/\n$/, "").split("\n").map((text) => {
      const line = document.createElement("span");
      line.textContent = `${text}\n`;
      line.style.cssText = "display: inline-block; width: 100%;";
      line.style.background = GROUND[text[0]] ?? "none";
      return line;
    });
    code.replaceChildren(...lines);
  }

  function activate() {
    const all = () =>
      document.querySelectorAll("code.language-diff:not([data-coloured])").forEach(colour);
    new MutationObserver(all).observe(document.body, { childList: true, subtree: true });
    all();
  }

  (window._JUPYTERLAB ??= {})["diff-colours"] = {
    init: () => {},
    get: async () => () => ({ id: "diff-colours:plugin", autoStart: true, activate }),
  };
})();
