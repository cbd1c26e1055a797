"""What does the publisher say about the site? Texts of the house, which editors may replace, each version kept."""
