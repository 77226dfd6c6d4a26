"""Does an edition say truly what it changes? Its `changes` against the edition followed (pure)."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from principles.effects import allowed, effects
from principles.lineage import GOES_ON, STRENGTH, WORDS, ChangeClass, Declared, declared
from principles.problems import Problem

Content = Mapping[str, Any]
C = ChangeClass


def problems_of_following(data: Content) -> Iterator[Problem]:
    """List what is wrong with reason, transition and changes, in the data alone.

    `data` has the shape of the schema, but for its criteria.
    """
    about, changes = data["edition"], data.get("changes", [])
    follows, reason = about["follows"], about["reason"]
    if follows is None:
        for field, held in (
            ("edition.reason", reason),
            ("changes", changes),
            ("transition", data.get("transition")),
        ):
            if held:
                yield Problem("", field, "An edition that follows none has nothing to say here.")
        return
    if "kind" not in reason or "text" not in reason:
        yield Problem("", "edition.reason", "An edition that follows another says why: kind, text.")
    if reason.get("kind") == "law" and not reason.get("provision", "").strip():
        yield Problem("", "edition.reason.provision", "Name the provision of the law.")
    if number(about["version"]) <= number(follows):
        sentence = f"{about['version']} is not higher than {follows}, which it follows."
        yield Problem("", "edition.version", sentence)
    for code, times in Counter(row["criterion"] for row in changes).items():
        if times > 1:
            yield Problem(code, "changes", f"It stands there {times} times.")
    yield from _circles(changes)


def problems_of_changes(
    older: Content,
    data: Content,
    used_before: Collection[str],
    *,
    spoilt: Collection[str] = (),
) -> list[Problem]:
    """List what `data` says wrongly of its difference to `older`, the edition it follows.

    `used_before` are codes of other published editions that `older` no longer has: they named
    something once and cannot name another thing. The criteria `spoilt` are left out, since
    nothing can be said of them yet.
    """
    found = list(_dates(older, data))
    both = _Both(older, data, used_before)
    for code, said in both.said.items():
        if code not in spoilt:
            found += [Problem(code, "changes", told) for told in both.of_entry(said)]
    for code in both.after:
        if code not in spoilt:
            found += both.of_criterion(code)
    found += both.of_dropped()
    return found


class _Both:
    """The criteria of two editions by their codes, and what the newer one declares."""

    def __init__(self, older: Content, data: Content, used_before: Collection[str]) -> None:
        self.before: Content = {row["code"]: row for row in older["criteria"]}
        self.after: Content = {str(row.get("code")): row for row in data["criteria"]}
        self.said = declared(data)
        self.used_before = used_before
        self.version = older["edition"]["version"]
        self.titles = {row["id"]: row["title"] for row in [*older["layers"], *data["layers"]]}
        self.sources = Counter(each for said in self.said.values() for each in said.sources)

    def of_entry(self, said: Declared) -> Iterator[str]:
        """Sentences about one entry of `changes`."""
        known, before = said.criterion in self.after, said.criterion in self.before
        word = WORDS[said.kind].lower()
        if said.kind in (C.SPLIT, C.MERGED):
            yield from self._of_lineage(said)
            return
        if said.sources:
            yield f"Only what is split or merged comes from others; it is {word}."
        if said.kind is C.RETIRED:
            yield from self._of_retired(said.criterion)
        elif not known:
            yield f"It is declared {word} and does not stand in the edition."
        elif said.kind is C.NEW and before:
            yield f"It is declared new and stands in edition {self.version} already."
        elif said.kind is not C.NEW and not before:
            yield f"It is declared {word} and does not stand in edition {self.version}: it is new."

    def _of_retired(self, code: str) -> Iterator[str]:
        if code in self.after:
            yield "It is declared retired and still stands in the edition."
        if code not in self.before:
            yield f"It is declared retired and never stood in edition {self.version}."
        if code in self.sources:
            yield "Others come from it, so it is not retired."

    def _of_lineage(self, said: Declared) -> Iterator[str]:
        word = WORDS[said.kind].lower()
        if said.criterion not in self.after:
            yield f"It is declared {word} and does not stand in the edition."
        if said.criterion in self.before and said.criterion not in said.sources:
            yield (
                f"Its code names another criterion of edition {self.version}; a {word} one takes "
                "a new code, or comes from that one too."
            )
        for source in said.sources:
            if source not in self.before:
                yield f"It comes from “{source}”, which edition {self.version} does not have."
            stays = self.said.get(source)
            if source in self.after and (stays is None or source not in stays.sources):
                yield f"It comes from “{source}”, which goes on as if nothing had left it."
        if said.kind is C.MERGED and len(said.sources) < 2:  # noqa: PLR2004
            yield "What is merged comes from two criteria or more."
        if said.kind is C.SPLIT:
            if len(said.sources) != 1:
                yield "What is split comes from exactly one criterion."
            elif self.sources[said.sources[0]] < 2:  # noqa: PLR2004
                yield f"Nothing else comes from “{said.sources[0]}”, so it is not split."

    def of_criterion(self, code: str) -> Iterator[Problem]:
        """Problems of one criterion of the newer edition."""
        new, old, said = self.after[code], self.before.get(code), self.said.get(code)
        if old is None:
            if said is None:
                yield Problem(code, "changes", "It is new, and `changes` does not say so.")
            if code in self.used_before:
                sentence = "Its code named a criterion of another edition; take one never used."
                yield Problem(code, "code", sentence)
            return
        if old == new:
            if said is not None and said.kind in GOES_ON:
                sentence = f"It is declared {said.kind} and is unchanged."
                yield Problem(code, "changes", sentence)
            return
        if number(new["version"]) <= number(old["version"]):
            sentence = f"It has changed, so it needs a version higher than {old['version']}."
            yield Problem(code, "version", sentence)
        if said is None:
            yield Problem(code, "changes", "It has changed, and `changes` does not say how.")
        elif said.kind in GOES_ON:
            yield from self._of_class(code, said.kind)

    def _of_class(self, code: str, kind: ChangeClass) -> Iterator[Problem]:
        told = effects(self.before[code], self.after[code], self.titles)
        may = allowed(told)
        if kind not in may:
            least = next(each for each in STRENGTH if each in may)
            because = " ".join(each.sentence for each in told if kind not in allowed([each]))
            sentence = f"It is declared {kind} and must be {least} at least. {because}"
            yield Problem(code, "changes", sentence)

    def of_dropped(self) -> Iterator[Problem]:
        """Problems of criteria that the newer edition no longer has."""
        for code in self.before:
            if code not in self.after and code not in self.sources and code not in self.said:
                sentence = (
                    f"It stood in edition {self.version}; `changes` does not say what became of it."
                )
                yield Problem(code, "changes", sentence)


def number(version: str) -> tuple[int, ...]:
    """Read a version such as 1.10 for comparing: 1.10 is higher than 1.9."""
    return tuple(int(part) for part in version.split("."))


def _dates(older: Content, data: Content) -> Iterator[Problem]:
    before, after = older["edition"]["effective_on"], data["edition"]["effective_on"]
    if after < before:  # ISO 8601 days sort as texts.
        sentence = (
            f"{after} lies before {before}, when edition {older['edition']['version']} began."
        )
        yield Problem("", "edition.effective_on", sentence)


def _circles(changes: Any) -> Iterator[Problem]:
    """What comes, over others, from itself; standing among its own sources is fine."""
    from_: dict[str, set[str]] = {}
    for row in changes:
        from_.setdefault(row["criterion"], set()).update(row.get("from", ()))
    to: dict[str, set[str]] = {}
    for code, sources in from_.items():
        for source in sources:
            to.setdefault(source, set()).add(code)
    circling = _not_peeled(from_, to) & _not_peeled(to, from_)
    for code in from_:
        if code in circling:
            yield Problem(code, "changes.from", "It comes from itself, in a circle.")


def _not_peeled(ahead: Mapping[str, set[str]], back: Mapping[str, set[str]]) -> set[str]:
    """The codes left when those with nothing ahead are taken away, again and again."""
    left = {code: len(each - {code}) for code, each in ahead.items()}
    free = [code for code in back if not left.get(code)]
    free += [code for code, count in left.items() if not count and code not in back]
    while free:
        code = free.pop()
        left.pop(code, None)
        for each in back.get(code, set()) - {code}:
            left[each] -= 1
            if not left[each]:
                free.append(each)
    return set(left)
