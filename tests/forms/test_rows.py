"""Repeated rows: added and removed by buttons, dropped when empty, fixed where a list of keys says so."""

import forms


def family(form, field):
    return form(field("family", "family"))


def test_family_rows_are_stored_and_empty_ones_dropped(form, field, send):
    raw = {
        "f_family-0-key": "",
        "f_family-0-name": "علي",
        "f_family-0-relation": "son",
        "f_family-0-national_id": "١٠٠٠٠٠٠٠٠٨",
        "f_family-1-key": "",
        "f_family-1-name": " ",
        "f_family-1-relation": "",
    }
    assert send(family(form, field), raw) == {
        "family": [{"name": "علي", "national_id": "1000000008", "relation": "son", "birth_on": None}]
    }


def test_an_error_names_the_row_and_the_column(form, field, refused):
    raw = {"f_family-0-name": "علي", "f_family-0-relation": "son", "f_family-0-birth_on": "31/02/2020"}
    assert refused(family(form, field), raw).keys() == {"family.0.birth_on"}


def test_a_half_filled_row_is_not_dropped(form, field, refused):
    assert refused(family(form, field), {"f_family-0-name": "علي"}).keys() == {"family.0.relation"}


def test_required_rows_need_one(form, field, refused):
    definition = form(field("r", "rows", required=True, columns=[field("a")]))
    assert refused(definition, {"f_r-0-a": ""}).keys() == {"r"}


def test_add_and_remove_are_edits_of_what_was_sent(form, field, around):
    definition = family(form, field)
    raw = {"f_family-0-key": [""], "f_family-0-name": ["أ"], "f_other": ["x"]}
    two = forms.edit_rows(definition, raw, "add:family")
    bound = forms.bind(definition, two, around())
    assert [row["name"].data for row in bound.visible[0].rows] == ["أ", None]

    gone = forms.edit_rows(definition, two, "remove:family-0")
    bound = forms.bind(definition, gone, around())
    assert [row["name"].data for row in bound.visible[0].rows] == [None]
    assert gone["f_other"] == ["x"]


def test_adding_to_a_fresh_form_shows_a_second_row(form, field, around):
    definition = family(form, field)
    assert len(forms.bind(definition, None, around()).visible[0].rows) == 1
    raw = forms.edit_rows(definition, {}, "add:family")
    assert len(forms.bind(definition, raw, around()).visible[0].rows) == 2


def test_actions_that_mean_nothing_change_nothing(form, field):
    definition = family(form, field)
    raw = {"f_family-0-name": ["أ"]}
    for action in ("add:nobody", "remove:family-7", "remove:family", "add:family-1-", "search:family", "x", ""):
        assert forms.edit_rows(definition, raw, action) == raw


def test_at_most_fifty_rows(form, field, send, refused):
    definition = form(field("r", "rows", columns=[field("a")]))
    full = {f"f_r-{number}-a": "x" for number in range(50)}
    assert len(send(definition, full)["r"]) == 50
    assert refused(definition, {**full, "f_r-50-a": "x"}).keys() == {"r"}
    raw = {name: [value] for name, value in full.items()}
    assert forms.edit_rows(definition, raw, "add:r") == raw


def papers(form, field):
    columns = [field("state", required=True), field("expires_on", "date"), field("copy", "file")]
    return form(field("papers", "rows", each="required_docs", key_choices="list:papers", columns=columns))


NEEDED = ["national_id", "rent_contract"]


def test_fixed_rows_are_one_for_each_key_and_labelled(form, field, around):
    [shown] = forms.bind(papers(form, field), None, around(required_docs=NEEDED)).visible
    assert [row.label for row in shown.rows] == ["الهوية", "عقد الإيجار"]


def test_a_lone_key_is_one_row_and_not_one_for_each_letter(form, field, around):
    [shown] = forms.bind(papers(form, field), None, around(required_docs="national_id")).visible
    assert [row.label for row in shown.rows] == ["الهوية"]
    [numbered] = forms.bind(form(field("papers", "rows", each="5", columns=[field("c")])), None, around()).visible
    assert [row.key for row in numbered.rows] == ["5"]


def test_fixed_rows_are_stored_with_their_key_wherever_they_stood(form, field, send):
    raw = {
        "f_papers-0-key": "rent_contract",
        "f_papers-0-state": "missing",
        "f_papers-1-key": "national_id",
        "f_papers-1-state": "matched",
        "f_papers-1-expires_on": "12/06/1448",
        "f_papers-1-copy": "7",
    }
    assert send(papers(form, field), raw, required_docs=NEEDED)["papers"] == [
        {"key": "national_id", "state": "matched", "expires_on": "2026-11-22", "copy": {"document": 7}},
        {"key": "rent_contract", "state": "missing", "expires_on": None, "copy": None},
    ]


def test_every_fixed_row_must_be_complete(form, field, refused):
    raw = {"f_papers-0-key": "national_id", "f_papers-0-state": "matched"}
    assert refused(papers(form, field), raw, required_docs=NEEDED).keys() == {"papers.1.state"}


def test_a_key_that_is_not_asked_for_is_refused(form, field, refused):
    raw = {"f_papers-0-key": "family_card", "f_papers-0-state": "matched"}
    assert "papers" in refused(papers(form, field), raw, required_docs=NEEDED)


def test_one_key_twice_is_refused(form, field, refused):
    raw = {
        f"f_papers-{number}-{name}": value
        for number in (0, 1, 2)
        for name, value in (("key", "national_id"), ("state", "x"))
    }
    assert "papers" in refused(papers(form, field), raw, required_docs=NEEDED)


def test_no_list_of_keys_means_no_rows(form, field, send):
    assert send(papers(form, field), {}, required_docs=None) == {"papers": []}


def test_fixed_rows_cannot_be_added_or_removed(form, field):
    raw = {"f_papers-0-key": ["national_id"]}
    assert forms.edit_rows(papers(form, field), raw, "add:papers") == raw
    assert forms.edit_rows(papers(form, field), raw, "remove:papers-0") == raw


def test_a_column_may_be_required_by_its_row(form, field, refused, send):
    columns = [field("state"), field("why", required_if='state = "missing"')]
    definition = form(field("r", "rows", columns=columns))
    assert send(definition, {"f_r-0-state": "matched"})["r"] == [{"state": "matched", "why": None}]
    assert refused(definition, {"f_r-0-state": "missing"}).keys() == {"r.0.why"}


def test_rows_are_seen_by_feel_as_contexts(form, field, send):
    definition = form(
        field("incomes", "rows", columns=[field("amount", "money")]),
        field("note", visible_if="sum(incomes.amount) > 100"),
    )
    assert "note" in send(definition, {"f_incomes-0-amount": "1", "f_incomes-1-amount": "0.5"})
    assert "note" not in send(definition, {"f_incomes-0-amount": "1"})
