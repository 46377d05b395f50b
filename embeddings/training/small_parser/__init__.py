"""How the small parser was made: ``python -m embeddings.training.small_parser --data DIR --run RUN``."""
