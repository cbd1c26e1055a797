"""What does a reviewer see of one review: the text, what changed, what was said about it, what is left to do?"""
