"""What a pack looks like in CQL and in FHIR: every criterion with its sentence and source, nothing that CQL would take for no."""

from __future__ import annotations

import base64
import json
import re
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import validator_for
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parents[1] / "evaluation"))

from hand_made import V, leaf, node
from hand_made import pack as pack_of

from necessity.cli import app
from necessity.errors import PackUnusable
from necessity.policy import criterion as tree
from necessity.policy.criterion import Pack, walk
from necessity.policy.known import known_packs
from necessity.policy.leaf import FactTest
from necessity.policy.load import load_pack
from necessity.quantity import INFINITY
from necessity.report.cql_pack import NOT_EXPORTED, pack_libraries
from necessity.report.cql_text import CqlLibrary, comment, name, number, text
from necessity.report.fhir_library import bundle, json_bytes
from necessity.review import shipped_packs

FOLDERS = {entry.name: entry.folder for entry in known_packs((shipped_packs(),))}
SCHEMA = json.loads((Path(__file__).parent / "fhir-r4-library.schema.json").read_text(encoding="utf-8"))
RUN = CliRunner()


@cache
def exported(pack_name: str) -> tuple[Pack, tuple[CqlLibrary, ...]]:
    pack = load_pack(FOLDERS[pack_name], V, pack_name)
    return pack, pack_libraries(pack, V)


def without_comments(words: str) -> str:
    return "\n".join(line for line in words.splitlines() if not line.lstrip().startswith("//"))


# -- words -------------------------------------------------------------------------------------------------------------


def test_no_word_of_a_pack_ends_a_text_a_name_or_a_comment() -> None:
    assert text("it's a \\ sign") == "'it\\'s a \\\\ sign'"
    assert name('a "name"') == '"a \\"name\\""'
    assert comment("one\ndefine Met: true\r\u2028*/ two") == ["// one define Met: true */ two"]
    assert text("two\nlines") == "'two lines'"


@pytest.mark.parametrize(("value", "written"), [(6.0, "6.0"), (0.5, "0.5"), (-2.5, "-2.5"), (100.0, "100.0")])
def test_a_number_is_written_as_a_decimal(value: float, written: str) -> None:
    assert number(value) == written


def test_an_endless_number_is_no_number_of_cql() -> None:
    with pytest.raises((ValueError, ArithmeticError)):
        number(INFINITY)


# -- every shipped pack ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack_name", sorted(FOLDERS))
def test_every_criterion_of_a_shipped_pack_is_said(pack_name: str) -> None:
    pack, (_, *own) = exported(pack_name)
    assert [said for one in own for said in one.not_said] == []
    trees = [policy.requires for policy in pack.policies]
    roots = [rule.when for rule in pack.setting.rules] if pack.setting else []
    assert sum(len(one.criteria) for one in own) == sum(1 for root in (*trees, *roots) for _ in walk(root))
    for policy, library in zip(pack.policies, own, strict=False):
        for (_, called), criterion in zip(library.criteria, walk(policy.requires), strict=True):
            assert called.startswith(criterion.id)
            assert f'define "{called}":' in library.text or f'define function "{called} at"(' in library.text
            assert "// " + " ".join(criterion.clause.says.split()) in library.text


@pytest.mark.parametrize("pack_name", sorted(FOLDERS))
def test_nothing_that_takes_a_missing_value_for_no_is_used(pack_name: str) -> None:
    _, libraries = exported(pack_name)
    for one in libraries:
        code = re.sub(r"'(\\.|[^'\\])*'|\"(\\.|[^\"\\])*\"", "''", without_comments(one.text))
        assert not re.findall(
            r"\b(?<!difference )in\b(?! days)|\bcontains\b|AllTrue|AnyTrue", code.replace("days in", "")
        )


def test_a_demonstration_says_so_and_a_parameter_stands_with_its_number_and_source() -> None:
    pack, libraries = exported("published-assessments@2025-12")
    assert pack.banner
    own = next(one for one in libraries if one.name == "PublishedAssessmentsRevisionDiscectomy")
    assert pack.banner.lower() in own.text.lower().split("library ")[0]
    found = re.search(r'// (.+)\ndefine "parameter: care_length":\n  (.+)', own.text)
    assert found is not None
    policy = next(one for one in pack.policies if one.id == "revision-discectomy")
    asked = policy.parameters["care_length"]
    assert found.group(2) == f"{asked.value}".replace(" ", ".0 ")
    assert asked.source.document in found.group(1)


def test_the_same_pack_gives_the_same_bytes() -> None:
    pack, libraries = exported("consensus@2026-11")
    assert pack_libraries(pack, V) == libraries


# -- what is not said ----------------------------------------------------------------------------------------------------


def test_what_is_not_said_is_null_and_named_never_false() -> None:
    test = leaf("motor_strength.grade <= weak", {"weak": "4"})
    assert isinstance(test, FactTest)
    fields = {own: replace(one, is_key=own != "grade") for own, one in test.kind.fields.items()}
    fields |= {f"more_{at}": replace(test.kind.fields["root"], name=f"more_{at}", is_key=True) for at in range(3)}
    strange = replace(test, kind=replace(test.kind, fields=fields))
    two = (
        node("plain", tree.Test(leaf=test, line="motor_strength.grade <= weak")),
        node("strange", tree.Test(leaf=strange, line="motor_strength.grade <= weak")),
    )
    pack = pack_of("policies: [{policy: one, for: [lumbar-fusion], judged: whole line, requires: {id: r, never: yes}}]")
    policy = replace(pack.policies[0], requires=node("both", tree.All(children=two)))
    _, own = pack_libraries(replace(pack, policies=(policy,)), V)
    assert [called for called, _ in own.not_said] == ["strange"]
    assert 'define "strange":\n  null as Boolean' in own.text
    assert 'define "plain":\n  C.Latest(' in own.text
    assert "Not said here: strange: series of motor_strength" in own.text


def test_two_policies_that_would_be_one_library_are_refused_in_words() -> None:
    pack = pack_of("policies: [{policy: one, for: [lumbar-fusion], judged: whole line, requires: {id: r, never: yes}}]")
    with pytest.raises(PackUnusable, match="two policies would be one library of CQL: ByHandOne"):
        pack_libraries(replace(pack, policies=(replace(pack.policies[0], id="One"), *pack.policies)), V)


# -- FHIR ----------------------------------------------------------------------------------------------------------------


def wrong_in(resource: dict[str, Any]) -> list[str]:
    kind = resource["resourceType"]
    validator = validator_for({**SCHEMA, "$ref": f"#/definitions/{kind}"})
    return [f"{error.instance_path}: {error.message[:200]}" for error in validator.iter_errors(resource)]


@pytest.mark.parametrize("pack_name", sorted(FOLDERS))
def test_the_libraries_are_valid_fhir_r4(pack_name: str) -> None:
    pack, libraries = exported(pack_name)
    made = json.loads(json_bytes(bundle(pack, libraries, V)))
    assert wrong_in(made) == []
    names = [entry["fullUrl"] for entry in made["entry"]]
    assert len(set(names)) == len(libraries) >= 2
    for entry, library in zip(made["entry"], libraries, strict=True):
        resource = entry["resource"]
        assert wrong_in(resource) == []
        (content,) = resource["content"]
        assert content["contentType"] == "text/cql"
        assert base64.b64decode(content["data"]).decode() == library.text
        assert (resource["name"], resource["version"], resource["status"]) == (library.name, library.version, "draft")
        assert re.fullmatch(r"[A-Z][A-Za-z0-9_]{0,254}", resource["name"])


def test_a_library_names_what_it_asks_for_answers_and_rests_on() -> None:
    pack, libraries = exported("published-assessments@2025-12")
    entries = bundle(pack, libraries, V)["entry"]
    one = next(e["resource"] for e in entries if e["resource"]["name"] == "PublishedAssessmentsRevisionDiscectomy")
    assert one["experimental"] is True
    assert one["date"] == pack.version
    answers = {parameter["name"]: parameter["type"] for parameter in one["parameter"] if parameter["use"] == "out"}
    assert answers["Met"] == answers["operated-here"] == "boolean"
    kinds = {required["codeFilter"][0]["code"][0]["code"] for required in one["dataRequirement"]}
    assert {"prior_surgery", "conservative_care"} <= kinds
    related = [part["type"] for part in one["relatedArtifact"]]
    assert related[0] == "depends-on" and set(related[1:]) == {"derived-from"}
    assert all("document" not in part for part in one["relatedArtifact"])
    assert all(said in one["description"] for said in NOT_EXPORTED)


def test_the_schema_refuses_a_library_that_is_wrong() -> None:
    pack, libraries = exported("cms@2024-09")
    one = bundle(pack, libraries, V)["entry"][1]["resource"]
    assert wrong_in({**one, "status": "finished"})
    assert wrong_in({**one, "titel": "misspelt"})
    assert wrong_in({**one, "relatedArtifact": [{"type": "sideways"}]})


# -- the command ---------------------------------------------------------------------------------------------------------


def test_a_pack_is_written_as_files_of_cql_beside_what_they_do_not_say(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "exported"
    found = RUN.invoke(app, ["pack", "export", "cms", "--format", "cql", "-o", str(folder)])
    assert found.exit_code == 0, found.output
    _, libraries = exported("cms@2024-09")
    assert {one.name for one in folder.iterdir()} == {*(one.file for one in libraries), "NOT-SAID.txt"}
    for one in libraries:
        assert (folder / one.file).read_text(encoding="utf-8") == one.text
    told = (folder / "NOT-SAID.txt").read_text(encoding="utf-8")
    assert "0 not said" in told and NOT_EXPORTED[0] in told
    assert told.strip() in found.output


def test_a_pack_is_printed_as_a_bundle_of_libraries(tmp_path: Path) -> None:
    printed = RUN.invoke(app, ["pack", "export", "cms", "--format", "fhir"])
    assert printed.exit_code == 0
    assert json.loads(printed.stdout)["resourceType"] == "Bundle"
    file = tmp_path / "cms.json"
    assert RUN.invoke(app, ["pack", "export", "cms", "--format", "fhir", "-o", str(file)]).exit_code == 0
    assert file.read_bytes().decode() == printed.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["cms"], "several files"),
        (["cms", "--format", "pdf", "-o", "x"], "'pdf' is not known here"),
        (["no-such-pack", "-o", "x"], "no-such-pack"),
    ],
)
def test_what_cannot_be_exported_is_told_in_words(words: list[str], said: str) -> None:
    found = RUN.invoke(app, ["pack", "export", *words])
    assert said in str(found.exception)
    assert not Path("x").exists()
