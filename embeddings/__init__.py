"""Pictures into knowledge: photos, label maps, garments, vectors, colours and their search.

Knows nothing of users, databases or screens, and imports neither torch nor open_clip unless a
model other than the built-in ones is asked for.
"""
