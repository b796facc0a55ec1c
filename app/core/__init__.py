"""The lecture's mathematics in NumPy, to be read beside the slides."""
