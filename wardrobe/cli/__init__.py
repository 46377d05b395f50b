"""The `otjang` command: a file for each group of commands."""

from wardrobe.cli.commands import app


def main() -> None:
    """Entry point of the installed command."""
    app(prog_name="otjang")


__all__ = ["app", "main"]
