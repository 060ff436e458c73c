"""Configuration of Sphinx; see https://www.sphinx-doc.org/en/master/usage/configuration.html."""

import os
from importlib.metadata import version as installed

project = "GitLab's PyPI registry: the guide that is run"
author = "The authors of this guide"
project_copyright = author
version = release = installed("registry-guide")
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.doctest",
    "sphinx_copybutton",
    "sphinx_tabs.tabs",
    "registry_guide.blocks",
    "registry_guide.setup",
    "registry_guide.reference",
    "registry_guide.drawing",
    "registry_guide.frame",
    "registry_guide.painting",
    "registry_guide.search",
    "registry_guide.pace",
    "registry_guide.sidebar",
    "registry_guide.signposts",
    "registry_guide.twin",
    "registry_guide.outside",
    "registry_guide.finder",
]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
root_doc = "index"
nitpicky = True
# Examples are told apart from doctests: only the directive is run.
doctest_test_doctest_blocks = ""

html_theme = "furo"
templates_path = ["docs/_templates"]
html_title = "GitLab's PyPI registry"
html_static_path = ["docs/_static"]
html_favicon = "docs/_static/favicon.svg"
html_show_sourcelink = False
html_copy_source = False
# Where the published guide lives; GitLab and Read the Docs say it, a local build does not need it.
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL") or os.environ.get("CI_PAGES_URL", "")
# Arrow keys scroll wide code and tables and choose tabs: they must not leave the page as well.
html_theme_options = {"navigation_with_keys": False}
# Where pages were before: links to their old addresses lead on.
guide_moved = {"explain/forwarding": "safety/forwarding", "explain/confusion": "safety/confusion"}
redirect_html_template_file = "_templates/moved.html"
# What a page counts for in the search: readers come to do something, and few of them to work on the guide.
guide_search_weights = {
    "contribute/*": 0.3,
    "*/index": 0.3,
    # It repeats what the pages of each task say at length.
    "setup*": 0.4,
    "world": 0.4,
    "practice": 0.5,
    "checked": 0.5,
    "changelog": 0.3,
    "own-gitlab": 0.7,
}
# Where code may be typed into a page, and which: of the guide itself, since no reader's client is in it.
guide_typed = {"contribute/*": ".*", "practice": "make .*", "world": "make .*", "own-gitlab": "make .*"}
html_use_index = False
html_css_files = ["page.css"]
html_js_files = [("page.js", {"defer": "defer"})]
# What pages load together, as one file: the first bundle of which a page loads every part.
guide_bundles = {
    "code.css": ["pygments.css", "styles/furo.css", "guide.css", "styles/furo-extensions.css", "page.css"],
    "text.css": ["pygments.css", "styles/furo.css", "styles/furo-extensions.css", "page.css"],
    "code.js": ["clip.js", "copybutton.js", "mend.js", "page.js"],
}
# What is left of a style is what a class, an id or an element of a page asks for, or of a script, but for these, which
# know no element: the words that the search finds, and the library that finds them.
guide_nameless = [f"search/{name}.js" for name in ("pages", "minisearch", "base-stemmer", "english-stemmer")]

# Commands carry no prompt; examples in Python do, and are copied as the code alone. Output is not for the shell.
copybutton_selector = "div.highlight pre:not(.output pre)"
copybutton_prompt_text = r">>> ?|\.\.\. ?"
copybutton_prompt_is_regexp = True
# guide.css styles the tabs, in the colours of the theme.
sphinx_tabs_disable_css_loading = True
sphinx_tabs_disable_tab_closing = True

linkcheck_timeout = 15
