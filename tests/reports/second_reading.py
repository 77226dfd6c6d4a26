"""Every figure of a published twin once more, written from the texts alone; nothing of ours imported.

The texts: the method `tta-score/1.0`, the decision on assurance, and the twin's schema. Whole numbers
and plain dictionaries only. Of confidential criteria a public twin keeps what was done to itself,
but for the sums of their principle; these are held against what they can be, and then used.
"""

from math import lcm

RANKS = ["not_conforming", "conditional", "conforming"]
SHARES = ["low_confidence", "not_sampled", "not_tested"]


def figures_again(twin):
    """All figures of an assessed twin as it prints them."""
    target = twin["thresholds"]["target_level"]
    told = {}
    for basis in ("declared", "assessed"):
        scores = {
            principle["code"]: score(principle, f"{basis}_level", target)
            for principle in twin["principles"]
        }
        told[basis] = {code: printed(one) for code, one in scores.items()}
        told[f"overall_{basis}"] = printed(mean(twin, scores))
        if basis == "assessed":
            told["score"] = verdict(twin, scores)
    told["outcome"] = capped(twin, told["score"])
    told["flags"] = flags(twin)
    told["unanswered"] = unanswered(twin)
    told["grounds"] = {p["code"]: sums(twin, p) for p in twin["principles"]}
    told["assurance"] = {code: step(each) for code, each in told["grounds"].items()}
    told["uncertainty"] = {
        code: each and {s: rounded(100 * each[s], each["weight"], 1) for s in SHARES}
        for code, each in told["grounds"].items()
    }
    told["overall_uncertainty"] = overall_shares(twin, told["grounds"])
    return told


def score(principle, level, target):
    """[points to target, points, weight], each a whole number; None where nothing applies."""
    rows = [(c["weight"], c[level]) for c in principle["criteria"] if c[level] is not None]
    if not rows:
        return None
    return [
        sum(w * min(n, target) for w, n in rows) * 100,
        sum(w * n for w, n in rows),
        sum(w for w, _ in rows),
        target,
    ]


def mean(twin, scores):
    rated = {c: s for c, s in scores.items() if s}
    if not rated:
        return None
    weights = {p["code"]: p["weight"] for p in twin["principles"]}
    common = lcm(*(s[2] for s in rated.values()))
    total = sum(weights[c] for c in rated)
    cut = sum(weights[c] * s[0] * (common // s[2]) for c, s in rated.items())
    full = sum(weights[c] * s[1] * (common // s[2]) for c, s in rated.items())
    return [cut, full, total * common, twin["thresholds"]["target_level"]]


def printed(one):
    if one is None:
        return {"conformance": None, "maturity": None}
    cut, full, weight, target = one
    return {"conformance": rounded(cut, weight * target, 1), "maturity": rounded(full, weight, 2)}


def rounded(above, below, places):
    """A decimal string, half up."""
    digits = (2 * above * 10**places + below) // (2 * below)
    return f"{digits // 10**places}.{digits % 10**places:0{places}d}"


def reaches(one, percent):
    cut, _, weight, target = one
    return cut * 10 >= round(float(percent) * 10) * weight * target


def verdict(twin, scores):
    bounds = twin["thresholds"]
    rated = [s for s in scores.values() if s]
    if not rated:
        return "not_rated"
    judged = [
        c for p in twin["principles"] for c in p["criteria"] if c["assessed_level"] is not None
    ]
    low = [c for c in judged if c["assessed_level"] < bounds["target_level"]]
    if (
        any(c["must_meet"] for c in low)
        or not reaches(mean(twin, scores), bounds["overall"])
        or not all(reaches(s, bounds["principle_floor"]) for s in rated)
    ):
        return "not_conforming"
    if all(reaches(s, bounds["principle"]) for s in rated) and all(
        c["assessed_level"] for c in judged
    ):
        return "conforming"
    acted = range(bounds["action_days"] + 1)
    return "conditional" if all(c["action_due_days"] in acted for c in low) else "not_conforming"


def capped(twin, word):
    """What open findings leave of the outcome."""
    bounds = twin["thresholds"]
    for finding in twin["findings"]:
        if not finding["counted"] or word not in RANKS:
            continue
        best = bounds["open_findings"].get(finding["grade"], "conforming")
        if finding["criterion"] in bounds["may_not_stay_open"]:
            best = "conforming" if finding["grade"] == "good_practice" else "not_conforming"
        word = min(word, best, key=RANKS.index)
    return word


def flags(twin):
    raised = []
    for principle in twin["principles"]:
        base = away = 0
        for c in principle["criteria"]:
            if {r["not_applicable"] for r in c["results"]} == {"layer"}:
                continue
            base += c["weight"]
            if c["assessed_level"] is None:
                away += c["weight"]
        if 1000 * away > round(float(twin["thresholds"]["limited_scope"]) * 10) * base:
            raised.append("limited_scope:" + principle["code"])
    return sorted(raised)


def unanswered(twin):
    """How many questions to the member are left; None where they were not counted."""
    counted = twin["assessment"]["questions"]
    return counted and counted["asked"] - counted["answered"]


def sums(twin, principle):
    """What a principle's score rests on; None where nothing applies."""
    sample = twin["sample"] or {"must_meet": [], "drawn": []}
    chosen = {*sample["must_meet"], *sample["drawn"]}
    told = dict.fromkeys(
        [
            "criteria",
            "judged",
            "reviewed",
            "weight",
            "low_confidence",
            "not_sampled",
            "not_tested",
            "in_depth",
            "on_site",
        ],
        0,
    )
    hidden = []
    for c in principle["criteria"]:
        rows = [r for r in c["results"] if r["assessed_level"] is not None]
        if not rows:
            continue
        deep, w = c["code"] in chosen, c["weight"]
        told["criteria"] += 1
        told["judged"] += 1
        told["weight"] += w
        told["in_depth" if deep else "not_sampled"] += w
        told["low_confidence"] += w * any(r["confidence"] == "low" for r in rows)
        if c["disclosure"] != "public" and twin.get("rung") != "full":
            assert all(r["done"] is None for r in c["results"])
            hidden.append((w, deep))
            continue
        told["not_tested"] += w * any("test" not in r["done"] for r in rows)
        told["on_site"] += w * (deep and all("visit" in r["done"] for r in rows))
        told["reviewed"] += all(
            {"examine", "sampling", "test", "visit"} & {*r["done"]} for r in rows
        )
    if not told["criteria"]:
        return None
    room = {
        "reviewed": len(hidden),
        "not_tested": sum(w for w, _ in hidden),
        "on_site": sum(w for w, deep in hidden if deep),
    }
    for name, most in room.items():
        kept_back = principle["grounds"][name] - told[name]
        assert 0 <= kept_back <= most, (principle["code"], name)
        told[name] += kept_back
    return told


def step(one):
    if one is None:
        return None
    if one["reviewed"] < one["criteria"]:
        return "plausibility-checked"
    if one["in_depth"] and 2 * one["on_site"] >= one["in_depth"]:
        return "on-site"
    return "evidence-reviewed"


def overall_shares(twin, grounds):
    rated = {c: g for c, g in grounds.items() if g}
    if not rated:
        return None
    weights = {p["code"]: p["weight"] for p in twin["principles"]}
    common = lcm(*(g["weight"] for g in rated.values()))
    total = common * sum(weights[c] for c in rated)
    return {
        s: rounded(
            sum(100 * weights[c] * g[s] * (common // g["weight"]) for c, g in rated.items()),
            total,
            1,
        )
        for s in SHARES
    }
