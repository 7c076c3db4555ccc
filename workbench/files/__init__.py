"""Opens what people bring, writes what they take away: CSV, XLSX, ZIP."""
