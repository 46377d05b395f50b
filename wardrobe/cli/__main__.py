"""``python -m wardrobe.cli`` is ``otjang``."""

from wardrobe.cli import main

main()
