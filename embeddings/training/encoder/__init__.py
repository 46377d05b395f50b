"""How the built-in image and text encoder is made."""
