"""Who asks, and what they may: sign-in, sessions, keys, roles, permissions, privacy of pay, and the audit log.

`signing_in` makes a session of a signed message (`verifying` its signature), `keys` are for machines; `viewer` says who
a request is from, and `permissions`, the one table of verbs and roles, what that may do. `masking` takes out of answers
what the asker may not see; `auditing` writes down what was done. `refusals` are its errors, `access` its settings.
"""
