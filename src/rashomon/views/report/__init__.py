"""The sections of the terminal report, in the order in which they are read."""
