"""The command line: what all commands share, and the commands of each package, a module a subject."""
