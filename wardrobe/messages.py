"""Keeps the message catalogues: ``python -m wardrobe.messages extract|compile|check``.

``extract`` merges the texts found in the code into every language's .po file and keeps what is
translated; ``compile`` writes the .mo files that are read at run time; ``check`` fails when a
translation is missing, has other placeholders than its original, or was not compiled. A tool for
developers: it needs babel, which serving does not.
"""

from __future__ import annotations

import ast
import builtins
import gettext
import io
import string
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from wardrobe.i18n import DOMAIN, LANGUAGES, LOCALE

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGES: Final = ("app", "embeddings", "wardrobe")
METHODS: Final = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]
SKIPPED: Final = ("embeddings/training", "embeddings/evaluation")
SOURCE_LANGUAGE: Final = "en"
UNDATED: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""In every header: a file changes only when a text does."""


def po_path(language: str) -> Path:
    """Where a language's translations are kept."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: str) -> Catalog:
    """A language's catalogue; a new, empty one where there is no file yet."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, domain=DOMAIN)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def found() -> Catalog:
    """Every text of the code that a person may read."""
    catalog = Catalog(domain=DOMAIN)
    for package in PACKAGES:
        for name, _line, ids, comments, context in extract_from_dir(
            ROOT / package, method_map=METHODS, keywords=DEFAULT_KEYWORDS, comment_tags=("Translators:",)
        ):
            catalog.add(ids, locations=[(f"{package}/{name}", 0)], auto_comments=comments, context=context)
    for path, text in error_texts():
        catalog.add(text, locations=[(path, 0)])
    for message in list(catalog):
        message.locations = sorted(set(message.locations))
    return catalog


def error_texts() -> Iterator[tuple[str, str]]:
    """Templates and remedies of every ``…Error("…", remedy="…")``, also where they are named constants."""
    trees = {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
    }
    constants = {name: text for tree in trees.values() for name, text in _constants(tree)}
    for path, tree in trees.items():
        if path.startswith(SKIPPED):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called(node).endswith("Error") and not hasattr(builtins, _called(node)):
                for value in (*node.args[:1], *(word.value for word in node.keywords if word.arg == "remedy")):
                    if text := _text(value, constants):
                        yield path, text


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = getattr(node, "value", None)
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield from ((target.id, value.value) for target in targets if isinstance(target, ast.Name))


def _text(value: ast.expr, constants: dict[str, str]) -> str | None:
    if isinstance(value, ast.Name):
        return constants.get(value.id)
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None


def extract() -> None:
    """Bring every .po file up to date with the code; translations stay."""
    template = found()
    for language in LANGUAGES:
        catalog = read(language)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        _head(catalog, language)
        target = po_path(language)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            write_po(file, catalog, width=110, sort_output=True, include_lineno=False)


def _head(catalog: Catalog, language: str) -> None:
    catalog.header_comment = f"# The texts of Otjang in {LANGUAGES[language]}. `make messages` brings in new ones."
    catalog.project, catalog.version, catalog.fuzzy = "Otjang", "1", False
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = "Otjang contributors"
    catalog.creation_date = catalog.revision_date = UNDATED


def compiled(language: str) -> bytes:
    """The .mo file that belongs to a language's .po file."""
    buffer = io.BytesIO()
    write_mo(buffer, read(language))
    return buffer.getvalue()


def compile_all() -> None:
    """Write every .mo file."""
    for language in LANGUAGES:
        po_path(language).with_suffix(".mo").write_bytes(compiled(language))


def faults() -> list[str]:
    """What is wrong with the catalogues, a line each."""
    wrong = []
    template = found()
    for language in LANGUAGES:
        catalog = read(language)
        for message in template:
            if not message.id:
                continue
            there = catalog.get(message.id, context=message.context)
            if there is None:
                wrong.append(f"{language}: not extracted: {message.id!r}")
            elif language != SOURCE_LANGUAGE:
                wrong += [f"{language}: {fault}: {message.id!r}" for fault in _faults(there)]
        mo = po_path(language).with_suffix(".mo")
        if not mo.exists() or _texts(mo.read_bytes()) != _texts(compiled(language)):
            wrong.append(f"{language}: {mo.name} is not what its .po compiles to: run `make messages`")
    return wrong


def _texts(mo: bytes) -> dict[object, str]:
    """What a .mo file says, without its header, which names the version of babel."""
    texts: dict[object, str] = dict(vars(gettext.GNUTranslations(io.BytesIO(mo)))["_catalog"])
    texts.pop("", None)
    return texts


def _faults(message: Message) -> Iterator[str]:
    originals = [message.id] if isinstance(message.id, str) else list(message.id)
    translations = [message.string or ""] if isinstance(message.string, str | None) else list(message.string)
    if not all(translations) or message.fuzzy:
        yield "not translated"
    elif any(_fields(text) != _fields(originals[-1]) for text in translations):
        yield "placeholders differ"


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def main(arguments: list[str]) -> int:
    """Run one of the three commands; 1 when ``check`` finds a fault."""
    match arguments:
        case ["extract"]:
            extract()
        case ["compile"]:
            compile_all()
        case ["check"]:
            wrong = faults()
            print("\n".join(wrong) or "The catalogues are complete.")
            return 1 if wrong else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
