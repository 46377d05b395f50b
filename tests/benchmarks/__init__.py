"""Speed, memory and size, measured on the real process: `make bench`."""
