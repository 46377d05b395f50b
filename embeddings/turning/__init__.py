"""Which way somebody faces in each frame of a turn, and the frames that show them from evenly spaced angles.

``watch`` looks at the frames of a video, ``views`` chooses 24 of them, ``front`` the one that stands for all.
"""

from embeddings.turning.facing import Facing, built_in
from embeddings.turning.turn import VIEWS, Faced, Turn, View, front, off, views, watch

__all__ = ["VIEWS", "Faced", "Facing", "Turn", "View", "built_in", "front", "off", "views", "watch"]
