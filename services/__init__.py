"""One function per act of a user: load, call the domain, store."""
