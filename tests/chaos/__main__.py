"""`python -m tests.chaos`."""

import sys

from tests.chaos.campaign import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
