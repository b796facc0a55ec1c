"""Learning as a generator of snapshots; no thread, no file, no socket."""
