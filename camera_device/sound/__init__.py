"""Sound: short tones, and spoken words in the camera's language."""
