"""HTTP: the companion app, its log-in pages, pictures and the API for cameras, in one process.

``run.run`` starts it; ``application.create_app`` puts it together, ``device_port`` opens the second port, for cameras.
"""
