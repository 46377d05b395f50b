"""The camera's way to its server: found, pinned, paired; captures up, wishes down. See docs/device-api.md."""
