"""Does one whole person stand still in the picture, and what to say where not."""
