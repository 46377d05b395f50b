"""How the garment parser was made: ``python -m embeddings.training.parser --data DIR --run RUN``."""
