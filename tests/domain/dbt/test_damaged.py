"""Wrong versions, cut files and missing keys: one clear sentence each."""

from typing import Any

import pytest

from bot.domain.dbt import parse_artifact, read_manifest, read_run_results
from bot.domain.dbt.parse import MAX_BYTES
from bot.domain.errors import BadArtifact
from tests.domain.dbt.shop import MANIFEST, RESULTS, SOURCES, artifact, raw, run_with, small


def with_version(file: str, version: str) -> dict[str, Any]:
    value = artifact(file)
    value["metadata"]["dbt_schema_version"] = version
    return value


@pytest.mark.parametrize("version", [11, 13])
def test_another_version_says_which_it_is_and_what_we_read(version: int) -> None:
    url = f"https://schemas.getdbt.com/dbt/manifest/v{version}.json"

    with pytest.raises(BadArtifact) as refused:
        read_manifest(with_version(MANIFEST, url))

    assert str(refused.value) == (
        f"manifest.json is version v{version}; we read v12: run it with dbt 1.8 to 1.11."
    )


def test_old_run_results_say_which_version_they_are() -> None:
    results = with_version(RESULTS, "https://schemas.getdbt.com/dbt/run-results/v5.json")

    with pytest.raises(BadArtifact, match=r"^run_results.json is version v5; we read v6: run it"):
        read_run_results(results, artifact(MANIFEST))


def test_files_sent_in_the_wrong_place_are_told_apart() -> None:
    with pytest.raises(BadArtifact, match=r"holds dbt's sources, not its run-results"):
        read_run_results(artifact(SOURCES), artifact(MANIFEST))


def test_results_of_another_project_ask_for_its_manifest() -> None:
    with pytest.raises(BadArtifact, match=r"“model.other.x” failed, which manifest.json does not"):
        run_with(status="error", unique_id="model.other.x")


def test_a_status_that_dbt_does_not_write_is_refused() -> None:
    with pytest.raises(BadArtifact, match=r"results\[0\].* has the status “<!channel>”"):
        run_with(status="<!channel>")


def test_a_missing_key_is_named_with_its_place() -> None:
    manifest = small()
    del manifest["nodes"]["model.shop.orders"]["name"]
    del manifest["nodes"]["model.shop.orders"]["alias"]

    with pytest.raises(BadArtifact) as refused:
        read_manifest(manifest)

    assert str(refused.value) == (
        "manifest.json has no “nodes → model.shop.orders → name”. "
        "Run dbt again and send the file it writes."
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'{"a": tr', "manifest.json is cut off after 8 characters"),
        (b'{"a": "\\u00', "manifest.json is cut off"),
        (b'{"a": "\xc3', "manifest.json is cut off"),
        (b'{"a": 1} x', "manifest.json is not JSON"),
        (b"", "manifest.json is empty."),
        (b"  \n", "manifest.json is empty."),
        (b"hello", "manifest.json is not JSON (line 1, column 1)."),
        (b"<html>Sign in</html>", "manifest.json is not JSON (line 1, column 1)."),
        (b'{"a": 1,}', "manifest.json is not JSON"),
        (b"[1]", "manifest.json holds a list, not an object."),
        (b"null", "manifest.json holds null, not an object."),
        (b"3", "manifest.json holds a number, not an object."),
        (b"\xff\xfe{\x00", "manifest.json is not UTF-8 text"),
        (b'{"a": NaN}', "manifest.json holds a number that cannot be read."),
        (b'{"a": ' + b"9" * 5_000 + b"}", "manifest.json holds a number that cannot be read."),
        (b'{"a":' * 50_000, "manifest.json is nested deeper than dbt ever writes."),
        (b"[" * 100_000, "manifest.json is nested deeper than dbt ever writes."),
    ],
)
def test_a_file_that_is_no_json_object_gets_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(BadArtifact) as refused:
        parse_artifact(MANIFEST, content)

    assert str(refused.value).startswith(sentence)


def test_a_file_too_large_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(BadArtifact, match=r"manifest.json is 128 MB; we read up to 128 MB"):
        parse_artifact(MANIFEST, bytes(MAX_BYTES + 1))


def test_a_byte_order_mark_does_no_harm() -> None:
    value = parse_artifact(MANIFEST, b"\xef\xbb\xbf{}")

    assert value == {}


@pytest.mark.parametrize("section", ["nodes", "sources", "exposures"])
def test_a_file_with_too_many_entries_is_refused(section: str) -> None:
    manifest = small()
    manifest[section] = {str(number): {} for number in range(100_001)}

    with pytest.raises(BadArtifact, match=rf"100,001 entries in “{section}”"):
        read_manifest(manifest)


def test_a_file_cut_off_anywhere_says_so() -> None:
    whole = raw(SOURCES).rstrip()

    for length in range(len(whole)):
        with pytest.raises(BadArtifact, match=r"is cut off after|is empty"):
            parse_artifact(SOURCES, whole[:length])
