"""Papers: what people sign before it is on chain. Nothing that comes in is trusted.

`drafting` (what is proposed, as terms and a sentence) -> `signatures` (verified before they are stored) -> `calls`
(what is sent to the chain when all have signed) -> `views` (what is shown of it). `refusals` are its errors, `frame` is
what a company's papers have in common, `models` are the shapes of requests and answers.
"""
