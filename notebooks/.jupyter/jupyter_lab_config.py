"""JupyterLab as a tutorial: the start page first, no news, no update checks."""

import warnings

from electron_kit.lesson import refresh

c = get_config()  # noqa: F821 - Jupyter puts it here

c.LabApp.default_url = "/lab/tree/index.ipynb"
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
# What the tests need beside the lessons is none of a reader's business.
c.ContentsManager.hide_globs = ["__pycache__", "*.pyc", "*.pyo", ".DS_Store", "*~", "conftest.py"]
# A lesson that is opened and saved stays as it is in git.
c.ContentsManager.pre_save_hook = refresh.saved
# Jupyter validates the hook once it is set, takes it for a second one, and warns of that.
warnings.filterwarnings("ignore", message="Overriding existing pre_save_hook")
# Kernels talk over loopback TCP here; without this each one warns about it in the lesson.
c.KernelManager.transport_encryption = "auto"
# A container's only user is often root; the server listens on loopback and asks for its token.
c.ServerApp.allow_root = True
c.LanguageServerManager.autodetect = False
# Ctrl-C ends it at once: tox passes the signal on and does not pass on an answer.
c.ServerApp.answer_yes = True
