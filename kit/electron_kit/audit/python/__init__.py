"""The front end for Python and for notebooks.

Ground floor first: `links` (what is read at all, by its bytes), `text` (bytes to units and
syntax trees), `index` (one pass: scopes, bindings, nodes by kind), `project` (modules that
refer to each other), `values` and `resolve` (what an expression may be; its parts are
`names`, `parameters`, `members`, `callees`, `containers`, with `flow` below them),
`clients`, `fields`, `requests` (who is a client, what reaches a call, what is a request), one
module for each further kind of fact, `readers` and `uses` (who else gets a value), `origins`,
`files` and `settings` (where it comes from, asked strictly), `routes` (what moves together),
`rewrite` and `splice` (repairs to edits to bytes),
`frontend` (all of it as a `FrontEnd`).
"""
