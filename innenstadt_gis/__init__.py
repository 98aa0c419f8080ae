"""What does our town centre look like, and what can we do about it."""

__version__ = "0.1.0"
