"""How does an outside expert read and comment on a text without an account?"""
