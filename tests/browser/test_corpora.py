"""A corpus of one's own is given to the form that begins a run."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_LINE = "{}\t{}\t_\t{}\t_\t_\t0\t_\t_\t_\n"
_SENTENCE = "".join(_LINE.format(*row) for row in ((1, "Dogs", "NOUN"), (2, "bark", "VERB"))) + "\n"


def test_a_file_can_be_chosen_as_corpus_and_what_is_wrong_with_one_is_said(open_page):
    page, _ = open_page("/train")
    corpus, held_out = (page.locator(f"[data-name={name}]") for name in ("corpus", "held_out"))
    good = {"name": "dogs.conllu", "mimeType": "text/plain", "buffer": (7 * _SENTENCE).encode()}
    bad = {"name": "cats.conllu", "mimeType": "text/plain", "buffer": b"1\tCats\n"}

    corpus.locator("input").set_input_files(good)

    expect(corpus.locator("option:checked")).to_have_text("dogs.conllu, 7 sentences")
    expect(held_out.locator("option:checked")).to_have_text("part of the corpus")
    held_out.locator("select").select_option(label="dogs.conllu, 7 sentences")

    held_out.locator("input").set_input_files(bad)

    expect(page.locator("job-bar")).to_contain_text("Line 1 has 2 columns")
    expect(held_out.locator("option:checked")).to_have_text("dogs.conllu, 7 sentences")
