"""GL codes: the chart of accounts and the dimensions as Sage Intacct has them."""

from workbench.ui import gl_code_list, page

desk = page.opened(
    "GL codes", "Accounts, dimensions, journals and entities, read from Sage Intacct by the Code Finder."
)
gl_code_list.show(desk)
