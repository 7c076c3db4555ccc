"""The tables of the time import: field maps, and the approved entries that became labor."""

from __future__ import annotations
