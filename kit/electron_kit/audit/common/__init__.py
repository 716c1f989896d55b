"""What the doors for Go, Java and Ruby share: a small form of programs, tables, analyses.

A door turns a file of its language into the `form`; everything above it is said once. What an
SDK's classes, methods and options are called stands in `libraries` and `names`, as rows with
the language in a column. Facts come out, as of every front end, and nothing is rewritten.
"""
