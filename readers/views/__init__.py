"""What does each public page answer?"""
