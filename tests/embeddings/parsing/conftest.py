"""What the tests of parsing share."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from embeddings.parsing import Parser

sys.path.insert(0, str(Path(__file__).parent))  # `drawn` is no package: tests are imported by path


@pytest.fixture(scope="session")
def parser() -> Parser:
    """The built-in parser, opened once."""
    return Parser(threads=1)
