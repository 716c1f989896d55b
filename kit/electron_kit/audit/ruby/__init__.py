"""The door for Ruby."""
