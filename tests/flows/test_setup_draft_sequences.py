"""Any sequence of edits, undos, files, versions and discards by two people, on random setups.

A few sequences run with every commit; HYPOTHESIS_PROFILE=search looks at hundreds of new ones.
"""

import random
from contextlib import suppress
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rules.test_setup_changes import setups
from workbench.desk import Desk
from workbench.errors import WorkbenchError
from workbench.flows import draft_state
from workbench.flows import setup as versions
from workbench.flows.setup_draft import discard_draft, draft, edit_draft, publish, undo
from workbench.flows.setup_versions import go_back, setup_versions
from workbench.rules.setup import Setup

TABS = ("structure", "categories", "departments", "dimensions", "overwrite", "gl_lines", "journal", "job_cost")
STEPS = ("edit", "edit", "edit", "stale edit", "undo", "file", "publish", "back", "discard")
few = settings(max_examples=settings().max_examples // 25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@few
@given(st.lists(setups, min_size=4, max_size=4), st.lists(st.sampled_from(STEPS), max_size=14), st.integers(0, 2**32))
def test_whatever_two_people_do_the_draft_is_what_its_edits_say(tmp_path_factory, pool, steps, seed):
    dice, url = random.Random(seed), f"sqlite:///{tmp_path_factory.mktemp('draft') / 'w.sqlite'}"
    ann, bob = people = [Desk(url, actor=name) for name in ("Ann", "Bob")]
    shown = {ann: Setup(), bob: Setup()}
    for step in steps:
        desk = dice.choice(people)
        if step != "stale edit":
            shown[desk] = draft(desk).setup
        take(step, desk, shown[desk], pool, dice)
        kept = draft(desk)
        draft_state._box.cache_clear()
        versions._box.cache_clear()
        assert draft(ann) == draft(bob) == kept
    for desk in people:
        desk.close()


def take(step, desk, shown, pool, dice):
    before, other = draft(desk), dice.choice(pool)
    if step in ("edit", "stale edit"):
        wanted = replace(shown, **{tab: getattr(other, tab) for tab in dice.sample(TABS, 2)})
        found = edit_draft(desk, shown, wanted)
        refused = any(f.code != "changed_meanwhile" for f in found)
        assert draft(desk).setup == (before.setup if refused else wanted) or step == "stale edit"
    elif step == "undo":
        assert (undo(desk) is None) == (draft(desk).setup == before.setup)
    elif step == "file":
        versions.put_setup(desk, other)
    elif step == "back" and len(numbers := setup_versions(desk)["number"]):
        old = int(dice.choice(numbers.tolist()))
        assert versions.setup_version(desk, go_back(desk, old)) == versions.setup_version(desk, old)
    elif step == "discard":
        discard_draft(desk)
        assert not draft(desk).changes
    elif step == "publish":
        with suppress(WorkbenchError):
            assert versions.setup_version(desk, publish(desk, note="x")) == before.setup
            assert not draft(desk).changes
