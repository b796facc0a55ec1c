"""Unrolled shows recurrent networks at work: states, gates, gradients and spectra, step by step."""

from importlib.metadata import version

__version__ = version("unrolled")
