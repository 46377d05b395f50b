"""The numbers: how well the built-in models parse, retrieve and recognise."""
