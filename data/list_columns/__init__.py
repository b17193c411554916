"""The tables of the emission list, a module each; they are put together in ``data.tables``."""
