"""Papers: what people sign before it is on chain. Nothing that comes in is trusted.

`drafting` (what is proposed, as terms and a sentence) -> `signatures` (verified before they are stored) -> `calls`
(what is sent to the chain when all have signed) -> `views` (what is shown of it). `refusals` are its errors, `texts`
are those a wallet can show, `models` are the shapes of requests and answers.
"""
