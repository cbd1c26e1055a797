"""The pages on which readers write to us."""
