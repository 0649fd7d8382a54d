"""Whether a part answers that it is ready: for the containers' health checks. python answers.py URL"""

import sys
from urllib.error import URLError
from urllib.request import urlopen

WITHIN = 4  # seconds

if __name__ == "__main__":
    try:
        with urlopen(sys.argv[1], timeout=WITHIN) as answer:
            sys.exit(answer.status != 200)
    except (URLError, TimeoutError) as error:
        sys.exit(str(error))
