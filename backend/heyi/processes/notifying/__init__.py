"""Telling others what has happened: from final facts to deliveries, and from deliveries to endpoints.

`gathering` turns what the book has made final into deliveries, in the same transaction as the cursor; `delivering`
sends them, signed, until each has arrived or is given up; `posting` is the one place that speaks to strangers' hosts.
"""
