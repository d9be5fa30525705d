"""The store: one SQLite file, readable while it is written, openable in any tool that reads SQLite."""
