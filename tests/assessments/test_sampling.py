"""The draw of the sample: deterministic, recomputable, and of the size that was asked for."""

import hashlib
import os
import subprocess
from fractions import Fraction
from math import ceil
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.sampling import Candidate, count_of, drawn, rank, seed_of

DIGEST = "b7" * 32
CHECKPOINT = "trust.example/log\n42\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
NOTE = f"{CHECKPOINT}\n— trust.example/log c2lnbmF0dXJl\n"
SEEDS = st.binary(min_size=32, max_size=32).map(bytes.hex)
PERCENT = st.integers(1, 100)


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    principles = draw(st.lists(st.sampled_from("ABCDE"), max_size=40))
    return [
        Candidate(f"{principle}-{number:02}", principle, draw(st.booleans()))
        for number, principle in enumerate(principles)
    ]


def test_it_works() -> None:
    asked = [Candidate(f"SEC-{n:02}", "SEC", n == 1) for n in range(1, 6)]
    seed = seed_of(DIGEST, CHECKPOINT)
    assert seed == "ddd5a7d40dabda1847156998323d1de83e20793d574eb42b5f8cce6638b0debc"
    sample = drawn(asked, seed=seed, percent=50)
    assert sample.must_meet == ("SEC-01",)
    assert sample.drawn == ("SEC-02", "SEC-03")
    assert sample.codes == {"SEC-01", "SEC-02", "SEC-03"}


def test_programs_of_others_find_the_same_seed(tmp_path: Path) -> None:
    """The line of docs/sampling.md, with nothing of ours in it."""
    page = Path("docs/sampling.md").read_text(encoding="utf-8")
    line = page.partition("```sh\n")[2].partition("\n```")[0]
    (tmp_path / "checkpoint").write_text(NOTE, encoding="utf-8")
    told = subprocess.run(
        ["sh", "-c", line],
        env={"PATH": os.environ["PATH"], "DIGEST": DIGEST},
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert told.stdout.split()[0] == seed_of(DIGEST, CHECKPOINT)


@given(asked=candidates(), seed=SEEDS, percent=PERCENT, shuffle=st.integers())
def test_the_order_of_the_criteria_changes_nothing(
    asked: list[Candidate], seed: str, percent: int, shuffle: int
) -> None:
    mixed = asked.copy()
    Random(shuffle).shuffle(mixed)
    one, other = drawn(asked, seed=seed, percent=percent), drawn(mixed, seed=seed, percent=percent)
    assert one.codes == other.codes
    assert drawn(asked, seed=seed, percent=percent) == one


@given(asked=candidates(), seed=SEEDS, percent=PERCENT)
def test_each_principle_gives_its_share(asked: list[Candidate], seed: str, percent: int) -> None:
    sample = drawn(asked, seed=seed, percent=percent)
    assert set(sample.must_meet) == {each.code for each in asked if each.must_meet}
    for principle in "ABCDE":
        others = [e.code for e in asked if e.principle == principle and not e.must_meet]
        taken = [code for code in sample.drawn if code in others]
        assert len(taken) == ceil(Fraction(percent * len(others), 100))
        # Written a second time: whoever stays out ranks above everybody who is in.
        marks = {
            code: hashlib.sha256(bytes.fromhex(seed) + code.encode()).digest() for code in others
        }
        left = [marks[code] for code in others if code not in taken]
        assert not left or not taken or max(marks[code] for code in taken) < min(left)


@given(asked=candidates(), seed=SEEDS, shares=st.tuples(PERCENT, PERCENT).map(sorted))
def test_a_larger_share_keeps_what_a_smaller_one_draws(
    asked: list[Candidate], seed: str, shares: list[int]
) -> None:
    small, large = (drawn(asked, seed=seed, percent=share) for share in shares)
    assert small.codes <= large.codes


@given(asked=candidates(), seed=SEEDS)
def test_the_whole_is_everything(asked: list[Candidate], seed: str) -> None:
    assert drawn(asked, seed=seed, percent=100).codes == {each.code for each in asked}


def test_another_seed_draws_another_list() -> None:
    asked = [Candidate(f"GOV-{n:02}", "GOV", must_meet=False) for n in range(1, 31)]
    lists = {drawn(asked, seed=f"{n:064x}", percent=40).drawn for n in range(50)}
    assert len(lists) > 45
    # And no criterion is favoured: each of thirty is drawn about twelve times in thirty.
    often = [
        sum(f"GOV-{n:02}" in drawn(asked, seed=f"{s:064x}", percent=40).drawn for s in range(600))
        for n in range(1, 31)
    ]
    assert 180 < min(often) <= max(often) < 300


@pytest.mark.parametrize("percent", [0, -1, 101])
def test_a_share_is_one_to_a_hundred_per_cent(percent: int) -> None:
    with pytest.raises(ValueError, match="1 to 100"):
        count_of(percent, 5)


def test_what_is_no_digest_is_refused() -> None:
    with pytest.raises(ValueError, match="64"):
        seed_of("ab" * 31, CHECKPOINT)


def test_a_criterion_stands_once() -> None:
    twice = [Candidate("GOV-01", "GOV", must_meet=False)] * 2
    with pytest.raises(ValueError, match="twice"):
        drawn(twice, seed="00" * 32, percent=10)


def test_the_rank_is_a_digest_of_seed_and_code() -> None:
    assert rank("00" * 32, "GOV-01") == hashlib.sha256(bytes(32) + b"GOV-01").hexdigest()
