"""The only place that knows Intacct's names and XML: session, envelope, reply, reads, writes, diagnosis."""
