"""The device in front of the mirror. It speaks HTTP to the wardrobe and knows nothing else of the house."""
