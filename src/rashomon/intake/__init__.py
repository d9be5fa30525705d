"""Bytes → items: detect, decode, repair, take the article out of its page, take mixed pages apart, read the fields."""
