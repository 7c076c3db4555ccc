"""What is true of payroll and of GL: pure functions on frames, no files, no clock, no network. Where each rule is:

Payroll in      payroll, payroll_checks, payroll_grammar, payroll_cells, payroll_columns, payroll_codes, payroll_ties,
                payroll_content, pay_periods
Registers       register_reading (evidence, header, body, words, numbers, facts, columns, categories, classes, people,
                lists, lines, entries, tables, ties, answers, places, sheets, turned, targets,
                summaries, headings)
Account of a    account_setup, overwrite, structure, sides, accounts, why, switches
line
GL records      gl_records, distribution, split, record_lines, assembly, sent_fields, balance, edits, record_checks,
                line_checks, fingerprint, coded_run, coding
Batch           batch, batch_checks, batch_parts, chart_checks, inter_entity, reconcile
The setup       setup, setup_yaml, setup_writing, yaml_text, setup_sheets, setup_sheet_rows; its versions: setup_cells,
                setup_changes, replay
Mapping         coverage, mapping_queue, suggestions (evidence, fit, names), concepts, past_alignment, past_memos,
workshop        account_search, composing, category_parts, plain_text, dimension_map, nearest_code, filling, pasting,
                pasted_table, pasted_cells, pasted_questions
Checks of the   setup_checks, lint_table, finding_places, coverage_checks, account_fit_checks, overwrite_checks,
setup           code_checks, name_checks, look_alikes, code_cells, known; mends: fixes, category_fixes, code_fixes,
                overwrite_fixes
Time import     field_map, field_map_yaml, field_suggestions, known_codes, time_labor (targets, values, texts, checks,
                rows, dimension_checks, number_checks, states, paid, verdict, totals, keeping, tie)
Job cost        job_cost, job_cost_lines, job_cost_checks, job_cost_codes, job_cost_faults, job_cost_difference,
                labor_cost, timesheets, timesheet_checks, timesheet_reconcile
"""
