"""How the site is built: ``sphinx-build -c docs -nW --keep-going . OUT``.

The repository's root is the source directory, so that pages link to lessons and
back by the paths that also hold on GitHub and in JupyterLab. `flat_urls` drops
``docs/`` from the address again, so that the landing page is at ``/``.
"""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import electron_kit
from electron_kit.contract.sources import OPENAPI

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

project = "Electron Migration Kit"
author = "Electron Migration Kit contributors"
copyright = "Electron Migration Kit contributors, MIT licence"
release = electron_kit.__version__
language = "en"

extensions = [
    "flat_urls",
    "architecture",
    "rooms",
    "audit_rules",
    "commands",
    "contract_tables",
    "facts",
    "finding",
    "openai_tables",
    "getting",
    "kit_sources",
    "machine_readable",
    "page_head",
    "page_links",
    "run_here",
    "signatures",
    "slim_assets",
    "snippets",
    "stale_pages",
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "sphinx_design",
]
root_doc = "index"  # docs/index.md, by flat_urls
include_patterns = ["docs/**", "notebooks/**"]
exclude_patterns = [
    # Sphinx walks whatever is not excluded: the virtual environments alone cost it seconds.
    ".*",
    "**/.*",
    "build",
    "dist",
    "kit",
    "docs/_*",
    "docs/snippets",
    "docs/tests",
    "notebooks/audit_example",  # an application to audit, not a lesson
]
templates_path = ["_templates"]

# -- Addresses: known where the site is published, absent in a build at home ----------------
base_url = os.environ.get("DOCS_BASE_URL", "").rstrip("/")
html_baseurl = f"{base_url}/" if base_url else ""
_server, _name = (os.environ.get(key, "") for key in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY"))
repository_url = f"{_server}/{_name}" if _server and _name else ""
repository_branch = os.environ.get("GITHUB_REF_NAME", "main")

# -- Lessons --------------------------------------------------------------------------------
# "off": the committed outputs are shown. The test run executes every cell and compares it
# with them, so executing here again would prove nothing more and cost a kernel a lesson.
nb_execution_mode = "off"
nb_merge_streams = True
nb_code_prompt_show = "Show the answer"  # what lessons hide are answers
nb_code_prompt_hide = "Hide the answer"
nb_kernel_rgx_aliases = {".*": "python3"}
nb_ipywidgets_js = {}  # the widget manager would come from a CDN
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3

# -- References -----------------------------------------------------------------------------
nitpicky = True
smartquotes = False  # the contract quotes code
nitpick_ignore_regex = [
    # Names of other projects stay plain text: no inventory is fetched, a build needs no network.
    ("py:.*", r"(?!electron_kit\.).*"),
    # Type variables and aliases, which have no page of their own.
    ("py:.*", r"electron_kit\..*\.([A-Z]|Counts|Edit|Pace)"),
]
default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
autodoc_default_options = {"members": True, "show-inheritance": True}
python_maximum_signature_line_length = 60  # longer ones have an argument a line
python_use_unqualified_type_names = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

# -- The look -------------------------------------------------------------------------------
# Furo: 40 kB of style and no icon font. sphinx-book-theme, which inherits from
# pydata-sphinx-theme, loads 376 kB of style and 1.5 MB of icon script on every page.
site_description = (
    "Move working code from OpenAI's Chat Completions to Electron: lessons that run without a key, "
    "a sandbox of both endpoints, and the contract of each field."
)
html_theme = "furo"
html_title = "Electron Migration Kit"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_search_scorer = str(HERE / "_static/scorer.js")
html_favicon = "_static/favicon.svg"
html_copy_source = True
html_show_sourcelink = False
html_last_updated_fmt = None
html_theme_options = {
    "top_of_page_buttons": [],  # page_links makes them, for notebooks too
    "light_css_variables": {
        "color-brand-primary": "#0b6472",
        "color-brand-content": "#0b6472",
        "color-brand-visited": "#5b4a9c",
    },
    "dark_css_variables": {
        "color-brand-primary": "#63d4e6",
        "color-brand-content": "#63d4e6",
        "color-brand-visited": "#b9a9f2",
    },
}
# Two styles made for contrast: the common ones fail it on a grey ground.
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
html_context = {
    "contract_stamp": f"{OPENAPI.title} {OPENAPI.version}; read {OPENAPI.read.isoformat()}",
    "site_path": f"{urlsplit(base_url).path}/",
}
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
copybutton_exclude = ".linenos, .gp, .go"
