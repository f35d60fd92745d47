"""Viewers: programs of their own, so that what they cost is not counted."""
