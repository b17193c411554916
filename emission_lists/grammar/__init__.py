"""Measures as a grammar: order language in Chinese ↔ structure, and what it leaves running.

``parse`` reads a text, ``Parsed.sentence`` says it back, ``remaining`` and ``curve`` give what is
left of the normal activity. What is not understood is kept as text and counts as nothing.
"""

from emission_lists.grammar.activity import Window, curve, remaining
from emission_lists.grammar.measure import Kind, Measure, Parsed
from emission_lists.grammar.parser import parse

__all__ = ["Kind", "Measure", "Parsed", "Window", "curve", "parse", "remaining"]
