"""One story → what its accounts make of each other. Needs one story at a time, so it runs anywhere."""
