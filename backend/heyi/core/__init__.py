"""What agreements mean, as pure functions: no I/O, no clock, no node.

`terms` (what parties sign) -> `checks` (whether it may be signed) -> `messages` and `signing` (how it is signed) ->
`payoff` and `accrual` (what it is worth) -> `events` (what became of it). Amounts are int in the token's minor units.
"""
