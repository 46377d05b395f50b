"""HTTP: the companion app, its log-in pages, pictures and the API for cameras, in one process on one port.

``run.run`` starts it; ``application.create_app`` puts it together.
"""
