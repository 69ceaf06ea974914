"""What waits until an instant, on a machine whose clock may be set back meanwhile."""

from datetime import datetime, timedelta


def ahead(moment: datetime | None, *, longest: timedelta, now: datetime) -> bool:
    """Still to come; what is further away than it can be was set before the clock was set back."""
    return moment is not None and now < moment <= now + longest
