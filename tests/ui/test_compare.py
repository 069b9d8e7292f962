"""Compare, in a real browser: what goes wrong, and reports that nobody wrote."""

from __future__ import annotations

from typing import Any

import browsing
import pytest
import requests

pytestmark = browsing.needs_browser


def test_a_generator_that_fails_leaves_the_others_and_is_told(page: Any, app: browsing.App) -> None:
    page.step("Compare")
    page.button("Compare").click()
    page.says("Nothing is chosen to compare.")
    page.choose("Generators", "shakespeare")
    page.choose("Generators", "runway:http://127.0.0.1:9")
    page.field("Prompts").fill("O, \nMy lord, ")
    page.field("Length").fill("60")
    for texts, sentence in [("", "Texts is missing."), ("101", "Texts cannot be 101.")]:
        page.field("Texts").fill(texts)
        page.button("Compare").click()
        page.says(sentence)
    assert "Traceback" not in app.said
    page.field("Texts").fill("1")
    page.button("Compare").click()
    page.says("Done: the report is below.", timeout=90_000)
    assert "127.0.0.1:9" in page.tab.get_by_role("alert").text_content()
    page.tab.frame_locator("iframe[title='The report']").get_by_text("My lord,").first.wait_for()
    page.tab.get_by_role("button", name="Blind test").click()
    page.button("Begin the test").click()
    page.says("There are no passages of the real author")
    assert page.violations() == page.errors == page.asked_the_queue() == []
    [report] = (app.folder / "reports").glob("shakespeare-runway-*")
    answer = requests.get(f"{app.address}/reports/{report.name}", timeout=30)
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["nobody", "..%2Fcorpus", "..%2F..%2Fcorpus", "%00"])
def test_no_other_file_is_served_as_a_report(app: browsing.App, name: str) -> None:
    assert requests.get(f"{app.address}/reports/{name}", timeout=30).status_code == 404
