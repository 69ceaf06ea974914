"""Tests of the bot; the folders mirror the program."""
