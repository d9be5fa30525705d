"""One item → what it says: sentences, mentions, attributions, figures, times. Needs no other item."""
