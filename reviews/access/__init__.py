"""Who is let in to the desk, how do they show that it is them, and for how long is that believed?"""
