"""`python -m tests.chaos`: every fault at every point; with `lives` first: lives by seed."""

import sys

from tests.chaos import campaign, nightly

if __name__ == "__main__":
    if sys.argv[1:2] == ["lives"]:
        sys.exit(nightly.main(sys.argv[2:]))
    sys.exit(campaign.main(sys.argv[1:]))
