"""The registers of the desk that hold what readers send, and what is sent to them."""

from readers.correspondence.registers import calls, letters, newsletter

__all__ = ["calls", "letters", "newsletter"]
