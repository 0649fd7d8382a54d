"""The API's routes, a router for each thing there is to ask or to do."""
