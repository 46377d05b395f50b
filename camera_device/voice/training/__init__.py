"""How the built-in voice model was made: what was said by whom, and the heads that learnt from it."""
