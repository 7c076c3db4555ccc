"""The lists of the older style: their window and their filter."""

import pytest

from tests.sandbox.calls import number_of


def test_a_list_says_its_window_before_the_data(gateway):
    result = gateway.result('<get_list object="employee" maxitems="2" start="1"/>')
    assert dict(result.find("listtype").attrib) == {"total": "5", "start": "1", "end": "3"}
    assert [node.findtext("employeeid") for node in result.find("data")] == ["E1002", "E1003"]


def expression(field: str, operator: str, value: str = "") -> str:
    sign = operator.replace("<", "&lt;")
    return f"<expression><field>{field}</field><operator>{sign}</operator><value>{value}</value></expression>"


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (expression("title", "=", "Field"), ["200"]),
        (expression("title", "like", "%tion%"), ["100", "300"]),
        (expression("status", "!=", "active"), ["900"]),
        (expression("departmentid", "=", "999"), []),
        (
            f"<logical logical_operator='or'>{expression('departmentid', '=', '100')}"
            f"{expression('title', '=', 'Shop')}</logical>",
            ["100", "400"],
        ),
        (
            f"<logical logical_operator='and'>{expression('title', 'like', '%i%')}"
            f"{expression('status', '=', 'inactive')}</logical>",
            ["900"],
        ),
        (expression("parentid", "is null"), ["100", "200", "300", "400", "900"]),
    ],
)
def test_a_filter_keeps_what_fits(gateway, condition, found):
    result = gateway.result(f'<get_list object="department"><filter>{condition}</filter></get_list>')
    assert [node.findtext("departmentid") for node in result.find("data")] == found
    assert result.find("listtype").get("total") == str(len(found))


def test_a_filter_that_means_nothing_is_refused(gateway):
    for condition in (expression("title", "<>", "Field"), "<nonsense/>"):
        listed = f'<get_list object="department"><filter>{condition}</filter></get_list>'
        assert gateway.call(listed).findtext("control/status") == "failure"
    listed = f'<get_list object="department"><filter>{expression("nothing", "=", "1")}</filter></get_list>'
    assert number_of(gateway.result(listed)) == "DL02000001"
    assert gateway.call('<get_list object="nothing"/>').findtext("control/status") == "failure"
