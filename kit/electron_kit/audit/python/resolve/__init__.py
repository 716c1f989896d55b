"""What an expression of Python may be: constants, clients, functions, over a project's files."""
