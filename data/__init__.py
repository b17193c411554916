"""What the program knows and remembers; imports nothing of ours above it."""
