"""How each built-in model was made: one command a model, in stages that can be stopped and resumed."""
