"""JupyterLab as a tutorial: the start page first, no news, no update checks."""

import warnings
from pathlib import Path

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from electron_kit.lesson import pages, refresh

c = get_config()  # noqa: F821 - Jupyter puts it here

HERE = Path(__file__).parent

# Lessons link to pages of the site, which lie beside their folder.
c.ServerApp.root_dir = str(HERE.parents[1])
c.LabApp.default_url = f"/lab/tree/{HERE.parent.name}/index.ipynb"
c.LabApp.extra_labextensions_path = [str(HERE / "labextensions")]
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"


class Pages(AsyncLargeFileManager):
    """Shows a page of the site as Markdown that needs no build; it cannot be saved like that."""

    async def get(self, path, *args, **kwargs):
        model = await super().get(path, *args, **kwargs)
        path = path.strip("/")
        if path.startswith("docs/") and path.endswith(".md") and model["content"] is not None:
            folder = Path(self.root_dir, path).parent
            model |= {"content": pages.readable(model["content"], folder), "writable": False}
        return model


c.ServerApp.contents_manager_class = Pages
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
