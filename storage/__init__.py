"""What is kept: one database by URL, one repository per noun; rows never leave this package."""

from storage.database import Database
from storage.transaction import Transaction

__all__ = ["Database", "Transaction"]
