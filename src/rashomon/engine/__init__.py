"""Runs the plan: map per capture, link over all, group per story. Engines hold no logic."""
