"""Opens what people bring, writes what they take away: CSV, XLSX, ZIP."""

from workbench.files.payroll_source import read_payroll
from workbench.files.template import folder_zip, template_zip
from workbench.files.writers import csv_bytes, xlsx_bytes

__all__ = ["csv_bytes", "folder_zip", "read_payroll", "template_zip", "xlsx_bytes"]
