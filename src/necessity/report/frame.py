"""The frame of every HTML page: its templates and its style.

Invariant: everything is escaped, a name that is missing is an error, and a page carries its own style.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template


@cache
def template(name: str, *styles: str) -> tuple[Template, str]:
    """A template of `templates/`, and the style of all pages followed by `styles`, as markup."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("necessity.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    style = "".join(environment.get_template(one).render() for one in ("page.css", *styles))
    return environment.get_template(name), Markup(style)
