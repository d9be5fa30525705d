"""A draft held against a case: its quotations, figures, dates and attributions, each with what the accounts have."""
