"""What a page of the site adds to its Python: a kernel, and what a browser has not.

The kit knows nothing of it. `patches` is applied first, then `kernel` runs cells.
"""
