"""A board to lay cut-outs on: by finger, mouse and keys. What it gives is a layout of ``matching.arranging``."""

from app.components.canvas.component import Asked, Done, Kept, Piece, Start, asked_of, canvas

__all__ = ["Asked", "Done", "Kept", "Piece", "Start", "asked_of", "canvas"]
