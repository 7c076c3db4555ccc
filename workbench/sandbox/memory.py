"""The control ids the company remembers as executed."""

from workbench.sandbox.book import Book

Key = tuple[str, str]
TABLE = "_CONTROLID"


class Memory:
    """Which functions were executed, kept in the book so that it survives a restart and a rollback."""

    def __init__(self) -> None:
        self._seen: dict[Key, int] = {}
        self._read_to = 0

    def known(self, book: Book, key: Key) -> bool:
        """Whether a function with this control id was executed."""
        self._catch_up(book)
        number = self._seen.get(key)
        return number is not None and number in book.tables[TABLE]

    def add(self, book: Book, key: Key) -> None:
        """Remember a control id."""
        if not self.known(book, key):
            book.put(TABLE, {"RECORDNO": book.next_number(TABLE), "entity": key[0], "controlid": key[1]})

    def _catch_up(self, book: Book) -> None:
        for number in range(self._read_to + 1, book.last[TABLE] + 1):
            if record := book.tables[TABLE].get(number):
                self._seen[record["entity"], record["controlid"]] = number
        self._read_to = book.last[TABLE]
