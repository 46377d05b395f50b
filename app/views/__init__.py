"""The pages, a module each. A page asks the wardrobe, shows the answer, and hands on what was pressed."""
