"""Look at a network without changing it: states, gates, Jacobians, gradients, spectra."""
