"""The parts of the page of outfits: suggestions, the board, the planner, what is kept."""
