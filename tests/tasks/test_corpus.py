"""What the built-in corpus promises: size, form, real ambiguity, decisions that lie far back."""

from collections import Counter

import pytest

from app.tasks.tagging import BUILT_IN_CORPUS, CORPUS_DIR, UPOS, built_in_corpus, tokenize

# Each form has each of these tags at least twice, whatever its case.
AMBIGUOUS = {
    "book run walk work play watch water fish plant park train report order plan visit call": "NOUN VERB",
    "answer rest cook paint fly question face hand point head name help rain drink end show": "NOUN VERB",
    "cost change dream smell ring bear rose felt leaves bark saw land ship": "NOUN VERB",
    "building meeting painting": "NOUN VERB",
    "can": "AUX NOUN VERB",
    "will": "AUX NOUN PROPN",
    "might must": "AUX NOUN",
    "may": "AUX PROPN",
    "need": "AUX NOUN VERB",
    "dare have has had be do did does": "AUX VERB",
    "'s": "AUX PART PRON VERB",
    "that": "ADV DET PRON SCONJ",
    "what which": "DET PRON",
    "this": "DET PRON",
    "both either": "CCONJ DET",
    "to": "ADP PART",
    "there": "ADV PRON",
    "no": "ADV DET INTJ",
    "one": "NOUN NUM PRON",
    "light mean present cross": "ADJ NOUN VERB",
    "kind cold patient green": "ADJ NOUN",
    "open clean dry own warm empty": "ADJ VERB",
    "left": "ADJ ADV NOUN VERB",
    "right": "ADJ ADV INTJ NOUN",
    "well": "ADJ ADV INTJ NOUN",
    "back": "ADJ ADV NOUN VERB",
    "round": "ADJ ADP ADV NOUN VERB",
    "past": "ADJ ADP ADV NOUN",
    "fast": "ADJ ADV NOUN VERB",
    "free close": "ADJ ADV VERB",
    "second": "ADJ ADV NOUN",
    "still hard early late long more most much enough first only better": "ADJ ADV",
    "before after since": "ADP ADV SCONJ",
    "as": "ADP ADV SCONJ",
    "like": "ADP SCONJ VERB",
    "than until for": "ADP SCONJ",
    "so once": "ADV SCONJ",
    "down up in on over out off about": "ADP ADV",
    "outside": "ADP ADV NOUN",
    "inside": "ADP ADV",
    "last": "ADJ VERB",
    "home": "ADV NOUN",
    "while": "NOUN SCONJ",
}

# The word that decides, the word decided by it (its number), and how the sentence begins.
FAR = """
    keys were: The keys that the man by the old gate
    reports are: The reports that our manager asks for
    Which needs: Which of the plants that you water
    girl runs: The girl whose brothers play in the park
    letters are: The letters that my aunt wrote
    box is: The box of old photos
    One speaks: One of the women who run the shop
    price has: The price of the rooms that face
    trains are: The trains that leave before
    report was: The report on the floods
    What was: What the neighbors who left in May
    teacher answers: The teacher that most of the parents call
    child says: The child who broke both windows
    songs were: The songs that the choir
    man drives: The man they call the king
    Each has: Each of the players
    dogs bark: The dogs at the end
    bark is: The bark of the trees
    plan was: The plan to close
    people want: The people whose house we painted
    cook has: The cook that the hotel
    answers were: The answers to the last question
    coat costs: The coat with the big round buttons
    boy is: The boy the twins sit behind
    flowers stand: The flowers you gave her
    rest was: The rest of the cake
    bus is: The bus that the children
    doctors work: The two doctors who head
    head works: The head of the three schools
    cost was: The cost of the repairs
    pictures are: The pictures that hang
    team has: The team that lost
    news is: The news about the roads
    girl lives: The girl in the red boots
    one is: Not one of the eggs
    clothes are: The clothes that she hung out
    woman was: The woman to whom
    questions end: The questions that the child
    end is: The end of the films
    noise keeps: The noise of the planes
    paint is: The paint on the doors
    number has: The number of children
    scissors are: The scissors you need
    one is: The only one of the brothers
    building was: The building that burned down
    dog lives: The dog that chased the cats
    bikes are: The bikes outside the house
    light is: The light in the rooms
    list grows: The list of things
    many were: How many of the people
    boys were: Which boys did the coach
    ships are: Two ships that ship grain
"""


def _texts():
    lines = (CORPUS_DIR / f"{BUILT_IN_CORPUS}.conllu").read_text(encoding="utf-8").split("\n")
    return [line.removeprefix("# text = ") for line in lines if line.startswith("# text = ")]


def _tags_of():
    counts: dict[str, Counter[str | None]] = {}
    for sentence in built_in_corpus():
        for word, tag in zip(sentence.words, sentence.tags, strict=True):
            counts.setdefault(word.lower(), Counter())[tag] += 1
    return counts


def test_there_are_hundreds_of_sentences_all_different():
    sentences = [" ".join(sentence.words).lower() for sentence in built_in_corpus()]

    assert len(sentences) >= 400
    assert len({*sentences}) == len(sentences)


def test_sentences_are_short_and_tagged_throughout():
    sentences = built_in_corpus()

    assert all(4 <= len(sentence.words) <= 18 for sentence in sentences)
    assert {tag for sentence in sentences for tag in sentence.tags} == {*UPOS} - {"X"}


def test_sentences_are_numbered_in_order_and_the_file_is_small():
    raw = (CORPUS_DIR / f"{BUILT_IN_CORPUS}.conllu").read_bytes()
    numbers = [line for line in raw.decode().split("\n") if line.startswith("# sent_id")]

    expected = [f"# sent_id = everyday-{i:03d}" for i in range(1, len(built_in_corpus()) + 1)]

    assert numbers == expected
    assert len(raw) < 250_000


def test_each_text_is_its_words_joined_with_a_space_where_none_is_ruled_out():
    blocks = (CORPUS_DIR / f"{BUILT_IN_CORPUS}.conllu").read_text(encoding="utf-8").strip().split("\n\n")

    assert [_joined(block) for block in blocks] == _texts()


def _joined(block):
    text, inside = "", 0
    for line in block.split("\n"):
        number, form, *_, misc = line.split("\t") if line[0] != "#" else ("", "", "")
        if "-" in number:
            inside = int(number.split("-")[1])
        elif not number or int(number) <= inside:
            continue  # a comment, or a part of the contraction that stands above it
        text += form + ("" if misc == "SpaceAfter=No" else " ")
    return text.removesuffix(" ")


def test_the_tokenizer_agrees_with_the_corpus_on_every_sentence():
    assert [tokenize(text) for text in _texts()] == [list(sentence.words) for sentence in built_in_corpus()]


@pytest.mark.parametrize(("words", "tags"), AMBIGUOUS.items())
def test_the_corpus_has_real_ambiguity(words, tags):
    counts = _tags_of()

    rare = {(word, tag) for word in words.split() for tag in tags.split() if counts[word][tag] < 2}

    assert not rare


def test_her_is_a_pronoun_before_a_noun_and_alone():
    assert {*_tags_of()["her"]} == {"PRON"}


def test_many_words_are_decided_five_or_more_words_before_them():
    sentences = [sentence for sentence in built_in_corpus() if len(sentence.words) > 6]
    rows = [row.strip().split(": ") for row in FAR.strip().split("\n")]

    assert len(rows) >= 40
    for words, start in rows:
        cue, decided = words.split()
        (sentence,) = (s for s in sentences if " ".join(s.words).startswith(start))
        places = [i for i, word in enumerate(sentence.words) if word == decided]
        distances = [place - sentence.words.index(cue) for place in places]
        assert max(distances) >= 5, start
        assert sentence.tags[places[distances.index(max(distances))]] in ("AUX", "VERB")
