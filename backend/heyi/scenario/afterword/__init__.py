"""What happens after a scenario's last month: a company as whoever looks at it finds it, with something of every sort.

A scenario folder's afterword/ describes it. `heyi up` plays it after the story; `heyi demo` doesn't.
"""
