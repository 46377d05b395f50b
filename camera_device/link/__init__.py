"""The way to the server: pairing, uploads that survive anything, and what the app asks for."""
