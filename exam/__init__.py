"""Scores the project on the corpora and holds it to its best honest figures."""
