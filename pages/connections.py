"""Connections: how the workbench signs in to Sage Intacct for each interface, tested step by step."""

from workbench.ui import (
    administrator_request,
    connection_calls,
    connection_form,
    connection_steps,
    interface_cards,
    page,
    round_trip_panel,
)

desk = page.opened(
    "Connections", "How the workbench signs in to Sage Intacct. Passwords are kept sealed and never shown again."
)
interface = interface_cards.show(desk)
connection_form.show(desk, interface)
connection_steps.show(desk, interface)
administrator_request.show(desk)
round_trip_panel.show(desk, interface)
connection_calls.show(desk, interface)
