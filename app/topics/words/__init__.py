"""Words of topics that need many: presets, the question to predict, and the verdict in plain sentences."""
