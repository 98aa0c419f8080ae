"""How the site is built: `python3 start.py docs`, or `python -m sphinx -W docs FOLDER`.

Nothing is fetched, neither when it is built nor when it is read: no other project's index, no
fonts and no scripts from elsewhere.
"""

import innenstadt_gis

project = "innenstadt_gis"
author = "The innenstadt_gis contributors"
release = innenstadt_gis.__version__
language = "de"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "innenstadt_gis"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_show_copyright = False

myst_heading_anchors = 3

autosummary_generate = False  # the entries stand in api.md, in the order in which people need them
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
autodoc_member_order = "bysource"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False
default_role = "py:obj"  # `Town` in a docstring leads to the entry of Town


def plain(_app, _what, _name, _obj, _options, signature, returns):  # noqa: ANN001, ANN201
    """Write defaults that a dataclass makes as Python can read them, so that names stay short."""
    return (signature or "").replace("<factory>", "...") or signature, returns


def setup(app):  # noqa: ANN001, ANN201
    """Listen to the builder."""
    app.connect("autodoc-process-signature", plain)
