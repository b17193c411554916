"""What if: the outcome of a level on a list, before anything is issued."""
