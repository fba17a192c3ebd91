# ruff: noqa: E501 (files are written here as they stand)
"""Make hostile files, the same for the same seed: mutated reports of every format, bombs, links and names."""

import io
import os
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

HEAD = "泉山区人民政府工作报告(2024年1月10日)"
LINES = (
    "各位代表：现在，我代表区人民政府向大会报告工作，请予审议。",
    "推进泉山经济开发区建设，加快顺堤河码头二期、淮海科技城等12个项目建设，总投资70亿元。",
    "支持徐工汽车与中国矿业大学合作，建设八里屯物流园；深入实施“一带一路”倡议，城镇化率达到70%。",
)
TEXT = "\n".join((HEAD, *LINES))
_INJECTIONS = (
    "'}) DETACH DELETE n //", "`MATCH (n) DETACH DELETE n`", "\\u0027}) DELETE n", "${jndi:ldap://127.0.0.1:9/a}",
    "<script>fetch('http://127.0.0.1:9/')</script>", "<img src=x onerror=alert(1)>", "]]><!ENTITY x SYSTEM 'file:///etc/passwd'>",
    "$(touch pwned)", "`touch pwned`", "; touch pwned #", "| touch pwned", "%s%n{0}{path}", "[bold red]x[/]", "\x1b]0;pwned\x07\x1b[2J",
    "=cmd|' /C calc'!A0", "../../../../tmp/pwned", "\u202egpj.exe\u202c", "\ufeff\u200b\u2066名\u2069", "👩‍👩‍👧‍👦" * 9, "e" + "\u0301" * 400,
)  # fmt: skip

Mutate = Callable[[random.Random, bytes], bytes]


def flip(chance: random.Random, data: bytes) -> bytes:
    """Flip single bits."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 20, 200))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(chance: random.Random, data: bytes) -> bytes:
    """Leave the end or the beginning out."""
    at = chance.randrange(len(data))
    return data[:at] if chance.random() < 0.8 else data[at:]


def stuff(chance: random.Random, data: bytes) -> bytes:
    """Put in what no file should have: NULs, halves of characters, marks, escapes."""
    odd = (
        b"\x00",
        b"\xed\xa0\x80",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\x1b[31m",
        "\u202e".encode(),
        b"\r",
        b"\x85",
        b"\x1a",
    )
    for _ in range(chance.choice((1, 10, 300))):
        at = chance.randrange(len(data))
        data = data[:at] + chance.choice(odd) * chance.choice((1, 1, 50)) + data[at:]
    return data


def splice(chance: random.Random, data: bytes) -> bytes:
    """Repeat, drop and move parts."""
    for _ in range(chance.choice((1, 5))):
        a, b = sorted((chance.randrange(len(data)), chance.randrange(len(data))))
        at = chance.randrange(len(data))
        data = data[:at] + data[a : min(b, a + 4000)] + data[chance.choice((at, b)) :]
    return data or b"\0"


MUTATORS: tuple[Mutate, ...] = (flip, cut, stuff, splice)


def make_docx(body: str = "", relations: str = "", parts: dict[str, bytes] | None = None) -> bytes:
    """Make a Word file of the text; `body` stands in document.xml behind it."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in TEXT.split("\n"))
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    office = "http://schemas.openxmlformats.org"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{office}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{office}/package/2006/relationships">{relations}</Relationships>',
        "word/document.xml": f"<w:document {space}><w:body>{paragraphs}{body}</w:body></w:document>",
    }
    packed = {name: text.encode() for name, text in files.items()} | (parts or {})
    return make_zip(packed)


def make_zip(files: dict[str, bytes]) -> bytes:
    """Pack files."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def make_pdf(catalog: str = "", kids: str = "3 0 R") -> bytes:
    """Make a PDF of the text; `catalog` stands in its catalogue."""
    lines = "".join(
        f"<{line.encode('utf-16-be').hex()}> Tj 0 -20 Td\n" for line in TEXT.split("\n")
    )
    content = f"BT /F1 9 Tf 20 700 Td\n{lines}ET".encode()
    objects = (
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 900 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content.decode()}\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 >>",
    )
    data, places = b"%PDF-1.5\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(data)
    return (
        data
        + f"xref\n0 7\n0000000000 65535 f \n{table}trailer << /Size 7 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    )


def make_html(body: str = "", head: str = "") -> bytes:
    """Make a page of the text."""
    paragraphs = "".join(f"<p>{line}</p>" for line in TEXT.split("\n"))
    return f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{body}<div>{paragraphs}</div></body></html>".encode()


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "哈哈哈哈">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)
_OUTSIDE = '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>'
_LINK = '<Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="http://127.0.0.1:9/{}" TargetMode="External"/>'  # fmt: skip


def bases() -> dict[str, bytes]:
    """Return a sound file of every format."""
    return {
        ".txt": TEXT.encode(),
        ".gbk.txt": TEXT.encode("gb18030"),
        ".u16.txt": TEXT.encode("utf-16"),
        ".md": f"# {TEXT}".encode(),
        ".html": make_html(),
        ".docx": make_docx(),
        ".pdf": make_pdf(),
        ".zip": make_zip({"甲/a.txt": TEXT.encode(), "b.docx": make_docx()}),
    }


def attacks(large: int) -> Iterator[tuple[str, bytes]]:
    """Yield single files made with intent; `large` is the size in bytes of the largest."""
    text = TEXT.encode()
    yield "line.txt", text + "、".join(["产业园"] * (large // 12)).encode()
    yield "line.html", make_html("<p>" + "甲" * (large // 3))
    yield (
        "list.txt",
        text + ("推进" + "、".join(f"第{n}产业园" for n in range(9000)) + "等项目建设").encode(),
    )
    yield "quotes.txt", text + ("“《（" * 60_000).encode()
    yield "clauses.txt", text + ("总投资" + "9" * 90_000 + "亿元，").encode()
    yield "sums.txt", text + ("总投资1亿元的甲项目、" * 20_000).encode()
    yield "years.txt", ("2024年" * 90_000).encode()
    yield "places.txt", ("江苏省徐州市泉山区" * 12_000).encode()
    yield "lines.txt", text + b"\n." * 200_000
    yield "title.txt", ("泉山区" * 50_000 + "政府工作报告").encode() + b"\n" + text
    yield "deep.html", b"<div>" * (large // 50) + text
    yield "spans.html", make_html("<span a=" * 90_000)
    yield "comment.html", make_html("<!--" * 200_000)
    yield "entities.html", make_html("&#xD800;&#0;&#x110000;&amp" * 2000)
    yield "charset.html", make_html(head='<meta charset="' + "x" * 90_000 + '">')
    yield "laughs.html", LAUGHS.encode() + make_html("&j;")
    yield "laughs.xml", b'<?xml version="1.0"?>' + LAUGHS.encode() + b"<x>&j;</x>"
    for name, begin in (("laughs", LAUGHS), ("outside", _OUTSIDE)):
        space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        body = f"{begin}<w:document {space}><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>"
        yield f"{name}.docx", make_docx(parts={"word/document.xml": body.encode()})
    for kind in ("attachedTemplate", "image", "oleObject", "hyperlink", "frame", "subDocument"):
        yield f"external-{kind}.docx", make_docx(relations=_LINK.format(kind, kind))
    yield "tables.docx", make_docx("<w:tbl><w:tr><w:tc>" * 5000 + "</w:tc></w:tr></w:tbl>" * 5000)
    yield "bomb.docx", make_docx(parts={"word/media/a.xml": bytes(large)})
    yield "bomb.zip", make_zip({f"{n}.txt": bytes(large) for n in range(4)})
    nested = make_zip({"a.txt": bytes(large)})
    for _ in range(6):
        nested = make_zip({f"{n}.zip": nested for n in range(9)})
    yield "nested.zip", nested
    yield "many.zip", make_zip({f"{n}.txt": b"x" for n in range(20_000)})
    yield (
        "slip.zip",
        make_zip(
            dict.fromkeys(
                ("../../pwned.txt", "/tmp/pwned.txt", "C:\\pwned.txt", "a/../../pwned.txt"), text
            )
        ),
    )
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    yield "link.zip", data.getvalue()
    for name, action in (
        (
            "script",
            "/OpenAction << /S /JavaScript /JS (app.launchURL\\('http://127.0.0.1:9/'\\)) >>",
        ),
        ("launch", "/OpenAction << /S /Launch /F (/bin/touch) >>"),
        ("uri", "/OpenAction << /S /URI /URI (http://127.0.0.1:9/) >>"),
    ):
        yield f"{name}.pdf", make_pdf(action)
    yield "loop.pdf", make_pdf(kids="2 0 R 3 0 R 2 0 R")
    yield "old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9000)
    yield "empty.txt", b""
    yield "zeros.txt", bytes(large)
    yield "random.txt", random.Random(0).randbytes(90_000)
    yield "html.txt", make_html()
    yield "zip.pdf", make_zip({"a.txt": text})
    yield "text.docx", text


NAMES = (
    "-rf.txt", "--strict.txt", "a b  c.txt", "quote'\"`.txt", "$(touch pwned).txt", "; touch pwned;.txt", "a\nb.txt", "tab\t.txt",
    "\x1b[31mred.txt", "\u202etxt.exe.txt", "%s%n{0}{path}.txt", "[bold].txt", "#1.txt", "名" * 80 + ".txt", "👩‍👩‍👧.txt", "CON.txt",
    "nul.txt", "a\\b.txt", "*?.txt", "<b>.txt", "~$a.txt", "..txt", "...a.txt", "é.txt", "e\u0301.txt", "𠮷.txt", "2024.txt", "泉山区2023.TXT",
    "'}) DETACH DELETE n.txt",
)  # fmt: skip


def make_tree(folder: Path, count: int, seed: int, large: int) -> list[Path]:
    """Write `count` mutated files and all attacks, names and links into `folder`; returns the files."""
    chance, sound = random.Random(seed), bases()
    folder.mkdir(parents=True)
    files = {f"sound{suffix}": data for suffix, data in sound.items()}
    files |= {f"attack-{name}": data for name, data in attacks(large)}
    for number, words in enumerate(_INJECTIONS):
        said = f"{HEAD}\n{LINES[1]}\n签约{words}产业园项目，建设“{words}”。\n"
        files[f"words-{number}.txt"] = said.encode("utf-8", "surrogatepass")
        files[f"words-{number}.html"] = make_html(said)
    for number in range(count):
        suffix = chance.choice(list(sound))
        files[f"{number:05}{suffix}"] = chance.choice(MUTATORS)(chance, sound[suffix])
    for number, name in enumerate(NAMES):
        files[name] = f"{TEXT}\n第{number}个".encode()
    written = []
    for name, data in files.items():
        path = folder / name
        path.write_bytes(data)
        written.append(path)
    raw = Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.txt"))
    raw.write_bytes(TEXT.encode())
    _make_links(folder)
    return [*written, raw]


def _make_links(folder: Path) -> None:
    """Make links that lead out, nowhere, in circles and to devices, and what is no file at all."""
    for name, target in (
        ("out.txt", "/etc/passwd"), ("up.txt", "../outside.txt"), ("nowhere.txt", "nothing"), ("circle.txt", "circle.txt"),
        ("zero.txt", "/dev/zero"), ("around", "."), ("root", "/"),
    ):  # fmt: skip
        (folder / name).symlink_to(target)
    (folder / "folder.txt").mkdir()
    os.mkfifo(folder / "pipe.txt")
    (folder.parent / "outside.txt").write_text(TEXT, encoding="utf-8")
    # A sidecar that is none.
    (folder / "sound.toml").write_bytes(
        b"place = '" + b"x" * 9999 + b"'\nyear = 99999999999999999999\n"
    )
