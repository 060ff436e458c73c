from collections import Counter

from registry_guide.practice.guesses import read


def test_each_uncertain_answer_is_a_sentence_of_its_own() -> None:
    assert [about for about, count in Counter(each.about for each in read()).items() if count > 1] == []
    for each in read():
        assert each.sentence[0].isupper()
        assert each.sentence.endswith(".")
