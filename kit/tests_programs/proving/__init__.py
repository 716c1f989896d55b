"""Whole small programs, run before and after ``electron-kit audit --fix`` against recorders."""
