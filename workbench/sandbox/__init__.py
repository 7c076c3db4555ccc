"""A local Sage Intacct XML gateway, as strict as the documented one, for the demo, tests and rehearsals."""
