"""The payroll workbench for Sage Intacct: `import workbench as wb`."""
