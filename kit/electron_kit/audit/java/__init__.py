"""The door for Java."""
