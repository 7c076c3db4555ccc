"""What is true of payroll and of GL: pure functions on frames, no files, no clock, no network."""
