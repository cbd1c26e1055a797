"""What is seen of the site while it runs? Its log, its figures, and what went wrong; never who reads what."""
