"""The method a second time, written from its text alone, to compare with principles/scoring.py.

Nothing of the product is imported. It counts in whole numbers (cross-multiplied, no fractions),
keeps everything in plain dictionaries and follows the order of the text.
"""

from math import lcm


def outcome(items, weights=None):
    """items: dicts of code, principle, weight, critical, level, na_kind, due."""
    weights = weights or {}
    missing = sorted(i["code"] for i in items if i["level"] is None)
    if missing:
        return {"outcome": "INCOMPLETE", "missing": missing}

    names = list(dict.fromkeys(i["principle"] for i in items))
    return rated_outcome(items, weights, names, limited(items, names))


def limited(items, names):
    flags = []
    for name in names:
        base = sum(
            i["weight"]
            for i in items
            if i["principle"] == name and not (i["level"] == "NA" and i["na_kind"] == "layer")
        )
        out = sum(
            i["weight"]
            for i in items
            if i["principle"] == name and i["level"] == "NA" and i["na_kind"] == "claimed"
        )
        if 10 * out > 3 * base:
            flags.append("limited_scope:" + name)
    return flags


def rated_outcome(items, weights, names, flags):
    # Sums over applicable criteria: [weight, weight * min(level, 3), weight * level]
    sums = {name: [0, 0, 0] for name in names}
    for i in items:
        if i["level"] != "NA":
            cut = min(i["level"], 3)
            row = sums[i["principle"]]
            row[0] += i["weight"]
            row[1] += i["weight"] * cut
            row[2] += i["weight"] * i["level"]
    rated = {name: row for name, row in sums.items() if row[0]}
    told = dict.fromkeys(names)
    for name, (w, cut, full) in rated.items():
        told[name] = ((100 * cut, 3 * w), (full, w))
    if not rated:
        return {
            "outcome": "NOT_RATED",
            "flags": sorted(flags),
            "principles": told,
            "overall": None,
        }

    # Bring all means to one denominator.
    common = lcm(*(row[0] for row in rated.values()))
    total = sum(weights.get(name, 1) for name in rated)
    cut_sum = sum(weights.get(n, 1) * cut * (common // w) for n, (w, cut, _) in rated.items())
    full_sum = sum(weights.get(n, 1) * full * (common // w) for n, (w, _, full) in rated.items())
    overall = ((100 * cut_sum, 3 * total * common), (full_sum, total * common))

    return verdict(items, rated, overall) | {
        "flags": sorted(flags),
        "principles": told,
        "overall": overall,
    }


def verdict(items, rated, overall):
    applicable = [i for i in items if i["level"] != "NA"]
    low = [i for i in applicable if i["level"] < 3]
    critical = [i["code"] for i in low if i["critical"]]

    def at_least(percent, name):
        w, cut, _ = rated[name]
        return 100 * cut >= percent * 3 * w

    if (
        critical
        or overall[0][0] < 80 * overall[0][1]
        or not all(at_least(60, name) for name in rated)
    ):
        word = "NOT_CONFORMING"
    elif all(at_least(80, name) for name in rated) and all(i["level"] for i in applicable):
        word = "CONFORMING"
    elif all(i["due"] in range(181) for i in low):
        word = "CONDITIONAL"
    else:
        word = "NOT_CONFORMING"
    return {
        "outcome": word,
        "critical": critical,
        "below": [i["code"] for i in low],
    }
