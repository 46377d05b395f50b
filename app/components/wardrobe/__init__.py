"""The parts of the wardrobe's page: what is asked, the grid, many garments at once, collections, duplicates."""
