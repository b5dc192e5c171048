"""Compares what a model finds in recordings with what is known of them; `tools/evaluate` runs it."""
