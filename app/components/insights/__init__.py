"""The parts of the page of insights."""
