"""The door for coding agents: a skill that ships with the kit, and rules told to programs."""
