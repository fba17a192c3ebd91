"""Label Studio: JSON tasks, with the labelling interface as XML.

What a reader proposes becomes predictions, which Label Studio shows and copies where somebody begins; what people
have annotated becomes annotations. Full names and amounts are text fields of a region; offsets are code points.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import msgspec

from kg.annotating.drawings import (
    ARROW_LABELS,
    COLOURS,
    Arrow,
    Drawing,
    Span,
    draw,
    read_drawing,
)
from kg.annotating.gold import Excerpt, Warn
from kg.annotating.pages import Page, gather, page_fields
from kg.annotations import Paragraph, read_text
from kg.errors import InputError

FILE, CONFIG_FILE = "label-studio.json", "label-studio.xml"
_LABEL, _TEXT, _NAME, _AMOUNT = "label", "text", "name", "amount"
"""Names of the controls in the labelling interface."""


class Value(msgspec.Struct):
    """Where a region stands and what one control says of it."""

    start: int = -1
    end: int = -1
    labels: list[str] = []
    text: str | list[str] = ""


class Result(msgspec.Struct):
    """A region's label, a text of a region, or a relation between regions."""

    type: str
    id: str = ""
    from_name: str = ""
    value: Value = msgspec.field(default_factory=Value)
    from_id: str = ""
    to_id: str = ""
    direction: str = "right"
    labels: list[str] = []


class Annotation(msgspec.Struct):
    """What one person has submitted for a task."""

    result: list[Result]
    was_cancelled: bool = False
    ground_truth: bool = False


class Task(msgspec.Struct):
    """A paragraph with everybody's annotations; in exports there is more in it, which says nothing new."""

    data: Page
    annotations: list[Annotation]


def targets(names: Iterable[str]) -> list[str]:
    """Return the files that texts go to, whatever their names."""
    return [FILE, CONFIG_FILE]


def files(excerpts: Sequence[Excerpt], folder: Path) -> dict[str, bytes]:
    """Return the tasks of all excerpts and the labelling interface."""
    tasks = [_task(excerpt, paragraph) for excerpt in excerpts for paragraph in excerpt.paragraphs]
    return {
        FILE: b"[\n" + b",\n".join(map(msgspec.json.encode, tasks)) + b"\n]\n",
        CONFIG_FILE: _interface(),
    }


def _interface() -> bytes:
    view = ElementTree.Element("View")
    ElementTree.SubElement(view, "Header", value="$title")
    relations = ElementTree.SubElement(view, "Relations")
    for label in ARROW_LABELS:
        ElementTree.SubElement(relations, "Relation", value=label)
    labels = ElementTree.SubElement(view, "Labels", name=_LABEL, toName=_TEXT)
    for label, colour in COLOURS.items():
        ElementTree.SubElement(labels, "Label", value=label, background=colour)
    ElementTree.SubElement(view, "Text", name=_TEXT, value="$text")
    field = {"toName": _TEXT, "perRegion": "true", "editable": "true", "maxSubmissions": "1"}
    ElementTree.SubElement(
        view, "TextArea", field, name=_NAME, placeholder="full name of a list's item 列举项的全称"
    )
    only = {"whenTagName": _LABEL, "whenLabelValue": "Project"}
    ElementTree.SubElement(
        view, "TextArea", field | only, name=_AMOUNT, placeholder="its own investment 本项目投资"
    )
    ElementTree.indent(view)
    return ElementTree.tostring(view, encoding="unicode").encode() + b"\n"


def _task(excerpt: Excerpt, paragraph: Paragraph) -> dict[str, Any]:
    drawing = draw(paragraph, excerpt.place)
    task: dict[str, Any] = {"data": {"text": drawing.text, **page_fields(excerpt, paragraph)}}
    result = list(_results(drawing, scores=bool(excerpt.reader)))
    if excerpt.reader:
        sure = [span.confidence for span in drawing.spans]
        sure += [arrow.confidence for arrow in drawing.arrows]
        score = min(sure, default=1.0)
        prediction = {"model_version": excerpt.reader, "score": score, "result": result}
        return {**task, "predictions": [prediction]}
    # Else Label Studio takes what it imports for the truth, whatever somebody says later.
    return {**task, "annotations": [{"ground_truth": False, "result": result}]}


def _results(drawing: Drawing, *, scores: bool) -> Iterator[dict[str, Any]]:
    for span in drawing.spans:
        place = {"start": span.start, "end": span.end}
        told = {"id": span.id, "to_name": _TEXT}
        value = {**place, "text": drawing.text[span.start : span.end], "labels": [span.label]}
        score = {"score": span.confidence} if scores else {}
        yield {**told, "from_name": _LABEL, "type": "labels", "value": value, **score}
        for control, text in ((_NAME, span.name), (_AMOUNT, span.amount)):
            if text:
                value = {**place, "text": [text]}
                yield {**told, "from_name": control, "type": "textarea", "value": value}
    for arrow in drawing.arrows:
        ends = {"from_id": arrow.head, "to_id": arrow.tail, "direction": "right"}
        yield {"type": "relation", **ends, "labels": [arrow.label]}


def read(paths: Iterable[Path], warn: Warn) -> list[Excerpt]:
    """Read exports of Label Studio in its format JSON; `warn` is told of tasks that nobody has submitted."""
    return gather(found for path in paths for found in _read_file(path, warn))


def _read_file(path: Path, warn: Warn) -> Iterator[tuple[Page, Paragraph, str]]:
    try:
        tasks = msgspec.json.decode(read_text(path), type=list[Task])
    except msgspec.MsgspecError as error:
        raise InputError(
            f"{path}: {error}; needed is the export of a Label Studio project in its format JSON"
        ) from None
    unsubmitted = 0
    for number, task in enumerate(tasks, start=1):
        where = f"{path}, task {number}"
        annotation = _choose(task, where)
        if annotation is None:
            unsubmitted += 1
            continue
        drawing = _drawing(task.data.text, annotation.result, where)
        yield task.data, read_drawing(drawing, task.data, where), where
    if unsubmitted:
        warn(
            f"{path}: left out are {unsubmitted} of {len(tasks)} tasks, which nobody has submitted"
        )


def _choose(task: Task, where: str) -> Annotation | None:
    """Return the annotation that counts: the only one, or the only one that is marked as ground truth."""
    submitted = [one for one in task.annotations if not one.was_cancelled]
    true = [one for one in submitted if one.ground_truth]
    chosen = true if len(true) == 1 else submitted
    if len(chosen) > 1:
        raise InputError(
            f"{where}: {len(chosen)} annotations; mark one of them as ground truth in Label Studio"
        )
    return chosen[0] if chosen else None


def _drawing(text: str, results: Sequence[Result], where: str) -> Drawing:
    texts = {(one.id, one.from_name): _text(one.value) for one in results if one.type == "textarea"}
    return Drawing(
        text=text,
        spans=tuple(
            Span(
                id=one.id,
                start=one.value.start,
                end=one.value.end,
                label=", ".join(one.value.labels),
                name=texts.get((one.id, _NAME)),
                amount=texts.get((one.id, _AMOUNT)),
            )
            for one in results
            if one.type == "labels"
        ),
        arrows=tuple(_arrow(one, where) for one in results if one.type == "relation"),
    )


def _text(value: Value) -> str | None:
    """Return what was typed last."""
    lines = [value.text] if isinstance(value.text, str) else value.text
    return lines[-1] if lines else None


def _arrow(relation: Result, where: str) -> Arrow:
    label = ", ".join(relation.labels)
    if relation.direction not in ("left", "right"):
        raise InputError(
            f"{where}: {label} points both ways ({relation.direction}); accepted: left, right"
        )
    ends = (relation.from_id, relation.to_id)
    head, tail = ends if relation.direction == "right" else reversed(ends)
    return Arrow(head, tail, label)
