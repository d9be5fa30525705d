"""Reads many accounts of one event and builds a case in which every finding opens the words it rests on."""

__version__ = "0.1.0"
