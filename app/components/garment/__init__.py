"""The parts of a garment's page: its pictures, when it was worn, what it goes with, where it belongs."""
