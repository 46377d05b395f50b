"""The one place where text becomes HTML or Markdown, so that nothing a person typed is ever markup."""

from __future__ import annotations

import re
from html import escape

VOID_TAGS = frozenset({"img", "input", "br", "hr"})
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>:$&])")


class Html(str):
    """Text that already is HTML; everything else is escaped where it is put in."""

    __slots__ = ()


def tag(name: str, *children: str | None, **attributes: object) -> Html:
    """One element: ``tag("a", "Tom & Ana", href="/x")`` gives ``<a href="/x">Tom &amp; Ana</a>``.

    Attributes that are None or False are left out, True gives the bare name, a trailing underscore
    is dropped (``class_``) and the others become hyphens (``aria_label``).
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in VOID_TAGS:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{join(*children)}</{name}>")


def join(*children: str | None) -> Html:
    """Put pieces side by side, escaping those that are plain text."""
    return Html("".join(child if isinstance(child, Html) else escape(child) for child in children if child))


def plain(text: str) -> str:
    """Text for a Streamlit label, which is Markdown: shown as typed, never as bold, link or picture."""
    return _MARKDOWN.sub(r"\\\1", text)


def _attribute(key: str, value: object) -> str:
    name = key.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
