"""The door for Go."""
