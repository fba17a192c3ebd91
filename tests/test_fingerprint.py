"""A file that has not changed is not read again; whatever its documents depend on makes it another."""

from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from kg.errors import InputError
from kg.readers import Overrides, read_documents
from kg.types import Document

TEXT = "泉山区政府工作报告(2024年1月10日)\n加快建设顺堤河码头二期项目。\n"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def read(path: Path, stored: list[Document], overrides: Overrides | None = None) -> list[Document]:
    found = read_documents([path], overrides or Overrides(), stored=stored)
    return [document for _, document in found]


def marked(documents: list[Document]) -> list[Document]:
    """Change documents so that one can tell whether they were taken as they are."""
    return [replace(one, title="as stored") for one in documents]


def test_an_unchanged_file_is_taken_as_it_is_stored(report: Path) -> None:
    stored = marked(read(report, []))
    assert read(report, stored) == stored


def test_whatever_a_document_depends_on_makes_the_file_another(report: Path) -> None:
    stored = marked(read(report, []))
    assert read(report, stored, Overrides(year=2023))[0].year == 2023
    report.with_suffix(".toml").write_text("year = 2022", encoding="utf-8")
    assert read(report, stored)[0].year == 2022
    report.with_suffix(".toml").unlink()
    moved = report.with_name("moved.txt")
    report.rename(moved)
    assert read(moved, stored)[0].path.endswith("moved.txt")
    moved.rename(report)
    report.write_text(TEXT.replace("二期", "三期"), encoding="utf-8")
    assert "三期" in read(report, stored)[0].passages[1].text


def test_an_archive_is_known_only_while_all_in_it_is(tmp_path: Path) -> None:
    path = tmp_path / "reports.zip"
    with ZipFile(path, "w") as archive:
        for year in (2023, 2024):
            archive.writestr(f"{year}.txt", TEXT.replace("2024", str(year)))
    stored = marked(read(path, []))
    assert read(path, stored) == stored
    assert [one.year for one in read(path, stored[:1])] == [2023, 2024]
    assert "as stored" not in {one.title for one in read(path, stored[:1])}


def test_what_is_refused_is_refused_again(tmp_path: Path) -> None:
    path = tmp_path / "reports.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("good.txt", TEXT)
        archive.writestr("bad.txt", bytes(range(256)) * 8)
    refused: list[InputError] = []
    found = read_documents([path], refuse=refused.append)
    stored = [document for _, document in found]
    assert len(refused) == len(stored) == 1
    read_documents([path], refuse=refused.append, stored=stored)
    assert len(refused) == 2
