"""Training in worker processes: a generator pulled, its snapshots kept, pause and stop obeyed."""
