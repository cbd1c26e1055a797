"""Which mail does the desk send, to whom, when, and did it go?"""
