"""What do editors see of the correspondence with readers? Its registers stand at the desk, for editors alone."""

from readers.correspondence import registers

__all__ = ["registers"]
