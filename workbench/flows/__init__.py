"""The use cases in the guide's verbs: the only place that joins rules, gateway and store."""
