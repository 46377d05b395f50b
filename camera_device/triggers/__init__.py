"""Button, voice, schedule and app: each turns the outside world into ``Trigger`` events."""
