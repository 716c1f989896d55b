"""The front end for shell scripts and Makefiles.

``frontend`` finds requests that ``curl`` and the like send, their bodies, and variables.
"""
