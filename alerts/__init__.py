"""The alert level: which criterion is met, how likely, and what is issued."""
