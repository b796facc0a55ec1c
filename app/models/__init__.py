"""Torch modules: the lecture's taggers and the small trained networks that ship with the program."""
