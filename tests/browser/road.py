"""The app in a real browser, by the words on its pages: going to a page, waiting, typing into a grid, looking."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import FloatRect, Locator, Page, expect

PAGES = {
    "Home": "", "Connections": "connections", "GL codes": "gl_codes", "Account setup": "account_setup",
    "Payroll runs": "payroll_runs", "Time import": "time_import", "GL records": "gl_records", "Exports": "exports",
}  # fmt: skip
PATIENCE = 60_000  # milliseconds; the machine may be shared


class Road:
    """One browser window on the app."""

    def __init__(self, page: Page, address: str, pictures: Path) -> None:
        self.page, self.address, self.pictures = page, address, pictures
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)

    def go(self, title: str) -> None:
        """Open a page by its address and wait until it is drawn."""
        self.page.goto(f"{self.address}/{PAGES[title]}")
        expect(self.page.get_by_role("heading", name=title, exact=True, level=1)).to_be_visible()
        self.idle()

    def follow(self, title: str) -> None:
        """Open a page by its entry in the navigation."""
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
        expect(self.page.get_by_role("heading", name=title, exact=True, level=1)).to_be_visible()
        self.idle()

    def idle(self) -> None:
        """Wait until the app is connected and nothing runs."""
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
        self.page.wait_for_timeout(150)
        expect(app).to_have_attribute("data-test-script-state", "notRunning")

    def press(self, label: str) -> None:
        """Press a button by its words."""
        self.page.get_by_role("button", name=label, exact=True).first.click()

    def says(self, text: str | re.Pattern[str]) -> None:
        """Wait until the page says something, where eyes can read it: tables say their cells once more for ears."""
        expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()

    def tab(self, label: str) -> None:
        """Turn to a tab."""
        self.page.get_by_role("tab", name=label).click()
        self.idle()

    def grid(self, name: str) -> Locator:
        """A table by its spoken name."""
        return self.page.get_by_role("region", name=name)

    def cell(self, name: str, row: int, column: int) -> Locator:
        """A cell of a table; the first data column is 1 where rows can be picked, else 0."""
        return self.grid(name).get_by_test_id(f"glide-cell-{column}-{row}")

    def place_of(self, name: str) -> FloatRect:
        """Where a table stands on the screen, once the page has come to rest around it."""
        self.idle()
        before, now = None, self.grid(name).bounding_box()
        while before != now:
            self.page.wait_for_timeout(300)
            before, now = now, self.grid(name).bounding_box()
        assert now, f"{name} is not on the page"
        return now

    def stand_on(self, name: str, row: int, column: int) -> None:
        """Go to a cell of a grid, as with the mouse and the arrow keys."""
        surface, cell = self.grid(name).locator(".dvn-scroller"), self.cell(name, row, column)
        for _ in range(4):
            surface.click(position={"x": 60, "y": 55})
            self.page.wait_for_timeout(150)
            cell.focus()
            self.page.wait_for_timeout(200)
            if cell.get_attribute("aria-selected") == "true":
                return
        raise AssertionError(f"the cell {row}, {column} of {name} cannot be reached")

    def type_down(self, name: str, row: int, column: int, *texts: str) -> None:
        """Type one cell after the other down a column, as a quick typist does, without waiting for the page."""
        self.stand_on(name, row, column)
        for text in texts:
            self.page.keyboard.type(text, delay=60)
            self.page.keyboard.press("Enter")
            self.page.wait_for_timeout(700)
        self.page.wait_for_timeout(1_000)
        self.idle()

    def look(self, name: str) -> None:
        """Keep pictures of the whole page, light and dark."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        for scheme in ("dark", "light"):
            self.page.emulate_media(color_scheme=scheme)
            self.page.wait_for_timeout(500)
            height = self.page.evaluate("document.querySelector('[data-testid=stMain] > div')?.scrollHeight ?? 900")
            size = self.page.viewport_size or {"width": 1440, "height": 900}
            self.page.set_viewport_size({"width": size["width"], "height": max(900, min(int(height) + 40, 5000))})
            self.page.wait_for_timeout(400)
            self.page.screenshot(path=self.pictures / f"{name}-{scheme}.png")
            self.page.set_viewport_size({"width": size["width"], "height": 900})
