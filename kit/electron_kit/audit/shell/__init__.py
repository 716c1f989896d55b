"""The front end for shell scripts, Makefiles, batch files and PowerShell.

``frontend`` finds requests that ``curl`` and the like send, their bodies, and variables.
"""
