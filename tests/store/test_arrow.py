"""A frame in the store comes back as it was, whole or only the columns asked for, in their order."""

from datetime import date
from decimal import Decimal

import pandas as pd

from workbench.frames import DTYPE
from workbench.store.arrow import pack, unpack


def test_columns_are_unpacked_as_they_were_packed():
    kinds = {"code": ["0600", "NA", ""], "money": [Decimal("1.10"), None, Decimal("-0.05")], "count": [1, 2, 3],
             "date": [date(2026, 2, 9), None, date(2026, 2, 22)]}  # fmt: skip
    frame = pd.DataFrame({kind: pd.Series(values, dtype=DTYPE[kind]) for kind, values in kinds.items()})
    pd.testing.assert_frame_equal(unpack(pack(frame)), frame)
    pd.testing.assert_frame_equal(unpack(pack(frame), ["money", "code"]), frame[["money", "code"]])
