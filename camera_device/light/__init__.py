"""Light: a state that people can see, the countdown, and fill light at the shutter."""
