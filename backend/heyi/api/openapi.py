"""Writes the API's own description, of which the page's types are made: python -m heyi.api.openapi > openapi.json"""

import json

from heyi.api.app import routes

if __name__ == "__main__":
    print(json.dumps(routes().openapi(), indent=1))
