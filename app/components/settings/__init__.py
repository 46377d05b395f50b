"""The parts of the settings: ``parts`` says which there are, the others show one each."""
