"""The Word template of an order, and the script that makes it."""
