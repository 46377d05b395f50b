"""Setting the camera up, and finding out what is wrong with it."""
