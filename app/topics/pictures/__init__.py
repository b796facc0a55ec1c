"""Pictures of topics that need many: the figures of a result and the tables behind them."""
