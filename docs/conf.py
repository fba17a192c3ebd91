"""Sphinx: how the Markdown of this project and its docstrings become pages.

sphinx-build -c docs --fail-on-warning . site    writes site/docs/index.html, without the network
"""

from importlib.metadata import version as installed

project = "gov-report-graph"
version = release = installed(project)
extensions = ["myst_parser", "sphinx.ext.autodoc"]

# All of the project's Markdown, so that links that work on a forge work here.
include_patterns = ["**.md"]
exclude_patterns = [".*", "site", "tests"]
root_doc = "docs/index"

myst_heading_anchors = 3
highlight_language = "none"

nitpicky = True
nitpick_ignore_regex = [
    ("py:.*", r"(?!kg\.).*")
]  # the names of other projects lead nowhere without the network
default_role = "code"
autodoc_default_options = {"members": True, "undoc-members": True}
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88

html_theme = "furo"
html_title = "kg"
html_copy_source = False
html_show_sphinx = False
