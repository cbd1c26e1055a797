"""What do machines read of each page, in the words of schema.org?"""
