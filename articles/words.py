"""Which SQL is the same for every asking?"""


class Words(str):
    """SQL in which nothing but what is asked is left open."""
