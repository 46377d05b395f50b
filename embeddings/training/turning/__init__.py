"""Teaches which way somebody in a frame faces, on rendered turns whose angles are known."""
