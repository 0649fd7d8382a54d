"""The HTTP API: the open book for everyone, drafts and signatures for parties, a relay for people without gas.

`app.create_app(service)` puts together routers, one module each in `routes/`; what all of them need is beside it:
problems (errors as RFC 9457), paging, caching, limits.
"""
