"""The log as programs of others read it: by its addresses only."""

import base64
import json

import pytest
from django.db import transaction

from custody import keyring
from custody.vkey import VerifierKey
from tests.transparency.conftest import NOON, appended, leaves
from transparency import checkpoint, manifests, merkle, proof, tiles
from transparency.appending import append
from transparency.manifests import LeafContent, LeafKind
from transparency.merkle import Place
from transparency.signing import sign_checkpoint
from transparency.tiles import LEVEL_STEP, Tile

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESSES = [
    "/log/",
    "/log/checkpoint",
    "/log/key",
    "/log/tile/0/000",
    "/log/tile/1/000.p/2",
    "/log/tile/entries/000",
    "/log/leaf/0/",
    "/log/proof/0",
]


@pytest.fixture
def log() -> None:
    """600 leaves under a checkpoint, two that none covers yet."""
    appended(600)
    sign_checkpoint()
    appended(2, 600)


def test_it_works(client, log):
    """Fetch key, checkpoint, tiles and entries; the root follows from them and is the signed one."""
    key = VerifierKey.parse(client.get("/log/key").text)
    head = checkpoint.verified(client.get("/log/checkpoint").text, key)
    assert head.size == 600

    held: dict[Place, bytes] = {}
    for tile in tiles.of_tree(head.size):
        answer = client.get(f"/log/tile/{tile.level}/{tiles.path(tile.index, tile.width)}")
        held |= dict(zip(tile.places, tiles.hashes_of(answer.content), strict=True))

    def hash_of(place: Place) -> bytes:
        if place.level % LEVEL_STEP == 0:
            return held[place]
        left, right = (Place(place.level - 1, 2 * place.position + side) for side in (0, 1))
        return merkle.node_hash(hash_of(left), hash_of(right))

    root = merkle.root(head.size, lambda asked: {place: hash_of(place) for place in asked})
    assert root == head.root

    entries: list[bytes] = []
    for tile in (tile for tile in tiles.of_tree(head.size) if tile.level == 0):
        answer = client.get(f"/log/tile/entries/{tiles.path(tile.index, tile.width)}")
        entries += tiles.entries_of(answer.content)
    assert entries == [leaf.content for leaf in leaves(600)]
    hashes = [merkle.leaf_hash(entry) for entry in entries]
    assert all(held[Place(0, index)] == hashed for index, hashed in enumerate(hashes))


def test_a_leaf_comes_with_all_that_checks_it(client, log):
    told = client.get("/log/leaf/417/").json()
    content = base64.b64decode(told["content"])
    assert told["manifest"] == json.loads(content)
    assert told["kind"] == "report"
    head = checkpoint.verified(told["checkpoint"], keyring.verifier("checkpoints"))
    assert (told["inclusion"]["size"], told["inclusion"]["root"]) == (600, head.root.hex())
    path = [bytes.fromhex(hashed) for hashed in told["inclusion"]["hashes"]]
    assert merkle.leaf_hash(content).hex() == told["leaf_hash"]
    assert merkle.inclusion_holds(merkle.leaf_hash(content), 417, 600, path, head.root)


def test_a_proof_is_a_file_that_holds_without_us(client, log):
    answer = client.get("/log/proof/599")
    assert answer["Content-Disposition"] == 'attachment; filename="entry-599.tlog-proof"'
    assert answer.text.startswith("c2sp.org/tlog-proof@v1\nindex 599\n")
    key = keyring.verifier("checkpoints")
    read = proof.parsed(answer.text)
    assert read.text == answer.text
    assert proof.holds(read, leaves(1, 599)[0].content, key).size == 600
    with pytest.raises(proof.ProofDoesNotHold):
        proof.holds(read, leaves(1, 598)[0].content, key)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("@v1", "@v2"),
        lambda text: text.replace("index 5", "index 05"),
        lambda text: text.replace("index 5", "5"),
        lambda text: text.replace("\n\n", "\nAAAA\n\n", 1),
        lambda text: text.split("\n\n")[0],
        lambda text: text[:0],
    ],
)
def test_a_malformed_proof_is_refused(client, log, change):
    text = client.get("/log/proof/5").text
    with pytest.raises(checkpoint.NotANote):
        proof.parsed(change(text))


def test_extra_data_in_a_proof_is_passed_over(client, log):
    text = client.get("/log/proof/5").text
    assert proof.parsed(text.replace("\n", "\nextra AAAA\n", 1)) == proof.parsed(text)


@pytest.mark.parametrize(
    "address",
    [
        "/log/leaf/600/",
        "/log/proof/601",
        "/log/leaf/99999999999999999999999/",
        "/log/tile/0/003",
        "/log/tile/0/002.p/89",
        "/log/tile/1/000",
        "/log/tile/1/000.p/3",
        "/log/tile/2/000.p/1",
        "/log/tile/63/000",
        "/log/tile/64/000",
        "/log/tile/0/0",
        "/log/tile/0/000.p/256",
        "/log/tile/00/000",
        "/log/tile/x/000",
        "/log/tile/entries/002.p/89",
        "/log/tile/entries/../key",
    ],
)
def test_what_no_checkpoint_covers_does_not_exist(client, log, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_before_the_first_checkpoint_there_is_nothing_but_the_page(client, address):
    keyring.signer("checkpoints")
    appended(600)
    expected = 200 if address in {"/log/", "/log/key"} else 404
    assert client.get(address).status_code == expected


def test_without_any_key_the_page_still_stands(client):
    assert client.get("/log/").status_code == 200
    assert client.get("/log/key").status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_read_only_and_says_how_long_it_holds(client, log, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert client.head(address).status_code == 200
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(address).status_code in {403, 405}
    if "tile" in address:
        assert "immutable" in answer["Cache-Control"]
        assert answer["Content-Type"] == "application/octet-stream"
    elif address != "/log/":
        assert "max-age" in answer["Cache-Control"]
    if address != "/log/":
        assert "Vary" not in answer
        assert "Set-Cookie" not in answer


def test_every_partial_tile_that_was_served_is_still_served(client):
    appended(3)
    sign_checkpoint()
    before = client.get("/log/tile/0/000.p/3").content
    appended(300, 3)
    sign_checkpoint()
    assert client.get("/log/tile/0/000.p/3").content == before
    assert client.get("/log/tile/0/000").content.startswith(before)
    assert Tile(1, 0, 1).exists_in(303)


def test_the_page_tells_the_log_in_words(client, log, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        page = client.get("/log/").text
    assert "A report became public: TP-2026-0599" in page
    assert "TP-2026-0600" not in page
    assert "It covers 600 entries" in page
    assert "DEVELOPMENT KEY: not evidence" in page
    older = client.get("/log/?before=550").text
    assert "TP-2026-0549" in older
    assert "TP-2026-0550" not in older
    assert "Older entries" in older
    assert "Older entries" not in client.get("/log/?before=10").text


@pytest.mark.parametrize("before", ["-1", "x", "9" * 40, "٣", "", "0"])
def test_the_page_stands_any_question(client, log, before):
    assert client.get("/log/", {"before": before}).status_code == 200


def test_a_leaf_that_is_no_json_of_ours_is_shown_all_the_same(client):
    with_markup = manifests.leaf(LeafKind.NOTICE, NOON, number="<b>bold</b>")
    with transaction.atomic():
        append([LeafContent(LeafKind.KEY, b"\xff\x00raw"), with_markup])
    sign_checkpoint()
    page = client.get("/log/").text
    assert "A key came into use or went out of it" in page
    assert "<b>bold</b>" not in page
    assert client.get("/log/leaf/0/").json()["manifest"] == {"kind": "key"}


def test_queries_do_not_grow_with_the_log(client, log, django_assert_max_num_queries):
    for address in ADDRESSES[1:]:
        with django_assert_max_num_queries(4):
            client.get(address)
