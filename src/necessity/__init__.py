"""Judges a request for lumbar spine surgery against a named policy, criterion by criterion, with the words that decide."""

__version__ = "0.1.0"
