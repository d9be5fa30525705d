"""The nouns: frozen, typed records that the rooms hand to one another. Imports nothing of the other rooms."""
