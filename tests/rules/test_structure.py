"""Structures: blank parts go with the separator before them."""

import pytest

from workbench.rules.structure import StructureError, parse_structure


@pytest.mark.parametrize(
    "template, values, account",
    [
        ("{category_gl}", ["6010"], "6010"),
        ("{category_gl}-{department_gl}", ["6010", "200"], "6010-200"),
        ("{department_gl}{category_gl}", ["200", "6010"], "2006010"),
        ("{category_gl}.{location_gl}.{project_gl}", ["6010", "E100", "4100"], "6010.E100.4100"),
        ("{category_gl}-{department_gl}", ["6010", ""], "6010"),
        ("{a_gl}-{b_gl}.{c_gl}", ["", "", "c"], "c"),
        ("{a_gl}-{b_gl}.{c_gl}", ["", "b", "c"], "b.c"),
        ("{a_gl}-{b_gl}.{c_gl}", ["a", "", "c"], "a.c"),
        ("{a_gl}-{b_gl}.{c_gl}", ["a", "b", ""], "a-b"),
        ("{a_gl}-{b_gl}.{c_gl}", ["a", "", ""], "a"),
        ("{a_gl}-{b_gl}.{c_gl}", ["", "", ""], ""),
        ("<{a_gl}-{b_gl}>", ["a", "b"], "<a-b>"),
        ("<{a_gl}-{b_gl}>", ["", "b"], "b>"),
        ("<{a_gl}-{b_gl}>", ["a", ""], "<a"),
        ("<{a_gl}>", [""], ""),
        ("{a_gl}-{a_gl}", ["x", "x"], "x-x"),
    ],
)
def test_the_account_is_composed(template, values, account):
    assert parse_structure(template).compose(values) == account


def test_a_part_says_whose_value_it_is():
    parts = parse_structure("{cost_type_code}/{category_gl}").parts
    assert [(p.dimension, p.kind, p.before) for p in parts] == [("cost_type", "code", ""), ("category", "gl", "/")]
    assert parse_structure("{cost_type_code}/{category_gl}").dimensions == {"cost_type"}


@pytest.mark.parametrize(
    "template", ["", "6010", "{}", "{gl}", "{_gl}", "{category_code}", "{a_gl", "a_gl}", "{{a_gl}}"]
)
def test_what_is_no_structure_is_refused_with_a_remedy(template):
    with pytest.raises(StructureError) as refused:
        parse_structure(template)
    assert "{category_gl}-{department_gl}" in refused.value.remedy
