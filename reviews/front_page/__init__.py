"""What does the front page of the desk show: what waits, the queue, how the desk is doing?"""
