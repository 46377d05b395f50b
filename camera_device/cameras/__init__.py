"""Cameras behind one small protocol: a Pi's, USB ones, and a virtual one that plays files."""
