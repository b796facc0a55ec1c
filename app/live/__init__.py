"""Runs: Params, compute and draw of what a run has told so far."""
