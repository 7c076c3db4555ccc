"""The tables of the setup workshop: the draft everyone edits, and what each edit changed."""

from __future__ import annotations
