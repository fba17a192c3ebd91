"""Every format gives the report's paragraphs, whole and in order, or says why not."""

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, SimpleDocTemplate

from kg.errors import InputError
from kg.readers import Overrides, read_document, read_documents, read_file
from kg.readers.formats import READERS, read_content
from kg.readers.text import decode

TITLE = "泉山区政府工作报告（2024年1月10日）"
BODY = [
    "各位代表：",
    "一、2023年工作回顾",
    "过去一年，我们加快建设顺堤河码头二期项目，江苏淮海科技产业园新引进企业三十二家，徐州九里山物流园一期建成投用，"
    "中科高端装备产业园、八里屯智慧物流港和云泉山数字经济小镇三个项目开工，全年完成固定资产投资六十八亿元，增长百分之八。",
    "全区一般公共预算收入增长百分之六，城镇居民人均可支配收入增长百分之五点五。",
    "二、2024年重点任务",
    "我们将与中国矿业大学共建技术转移中心，支持徐工汽车扩大产能，推动淮海国际港务区互联互通，全力打造先进制造业集群，"
    "着力提升城市能级，推进老旧小区改造四十二个，新建口袋公园十五座，让发展成果更多更公平惠及全区人民群众。",
]
LINES = [TITLE, *BODY]
NAV = '<div class="nav"><ul><li><a href="/">网站首页</a></li><li><a href="/b">政务公开</a></li></ul></div>'
FOOT = "<div class='footer'><p>主办单位：某区人民政府办公室</p><p><a href='/map'>网站地图</a></p></div>"


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{NAV}{body}{FOOT}</body></html>"


def paragraphs(pattern: str) -> str:
    return "".join(pattern.format(line) for line in LINES)


PAGES = {
    "editor": page(f'<div class="TRS_Editor"><style>p{{}}</style>{paragraphs("<p>　　{}</p>")}</div>'),
    "line-breaks": page(f"<div id=zoom>{paragraphs('&nbsp;&nbsp;{}<br><br>')}</div>"),
    "layout-table": page(
        f"<table><tr><td>{NAV}</td><td><table><tr><td>{paragraphs('<P><FONT face=宋体>{}')}</td></tr></table></table>"
    ),
    "divisions": page(f"<div>{paragraphs('<div>{}</div>')}</div>"),
    "nested-sections": page(paragraphs("<section><section><span>{}</span></section></section>")),
    "word": page("".join(f"<p class=MsoNormal><span>{x[:9]}</span><b>\n{x[9:]}</b><o:p></o:p></p>" for x in LINES)),
    "hidden": page(paragraphs("<p>{}</p>") + '<p style="display: none">网投平台</p><script>a("。")</script>'),
    "footnotes": page(paragraphs('<p>{}<sup><a href="#1">[1]</a></sup></p>')),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_page_gives_its_paragraphs(name: str) -> None:
    content = read_content(PAGES[name].encode(), "report.html")
    assert content.text.split("\n")[: len(LINES)] == LINES
    assert "首页" not in content.text
    assert "网投" not in content.text


def test_page_in_another_encoding_than_it_says(tmp_path: Path) -> None:
    path = tmp_path / "report.htm"
    text = page(paragraphs("<p>{}</p>"), '<meta charset="utf-8">')
    path.write_bytes(text.encode("gbk"))
    document = read_document(path)
    assert document.warnings == ("the file calls itself utf-8 but is GB18030",)
    assert [one.text for one in document.passages] == LINES


def test_page_title_and_date_say_what_the_text_leaves_open(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    head = '<meta name="ArticleTitle" content="泉山区政府工作报告"><meta name="PubDate" content="2024-01-15">'
    path.write_text(
        page("<p>" + "加快建设顺堤河码头二期项目。" * 5 + "</p>", head), encoding="utf-8"
    )
    document = read_document(path)
    assert document.place
    assert (document.place.code, document.place_from) == ("320311", "page title")
    assert (document.year, document.year_from) == (2024, "date of the page")
    assert "2024 is inferred from “2024-01-15”" in document.warnings[0]


def test_rows_of_a_table_of_data_are_lines() -> None:
    table = "<table><tr><td>项目<td>总投资</tr><tr><td><p>顺堤河码头二期</p><td>3亿元</tr></table>"
    assert read_content(page(table).encode(), "a.html").text.startswith(
        "项目\t总投资\n顺堤河码头二期\t3亿元"
    )


def test_markdown_loses_its_marks_and_keeps_its_lines() -> None:
    text = "# 报告\n\n**一、**回顾\n1. 建成[码头](http://x.cn)\n　　二行\n\n"
    text += "| 项目 | 投资 |\n|--|--|\n| 码头 | 3亿元 |\n"
    assert read_content(text.encode(), "a.md").text.split("\n") == [
        "报告", "一、回顾", "1. 建成码头", "二行", "项目\t投资", "码头\t3亿元",
    ]  # fmt: skip


def word_file(body: str) -> bytes:
    """Make a .docx file of the XML of its body."""
    space = "http://schemas.openxmlformats.org/"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{space}package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{space}package/2006/relationships"><Relationship Id="r" Type="{space}'
        'officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{space}wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>",
    }  # fmt: skip
    return zip_file({name: text.encode() for name, text in files.items()})


def zip_file(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_word_file_with_everything_that_word_wraps_around_text() -> None:
    cell = f"<w:tc><w:p>{run('%s')}</w:p></w:tc>"
    body = (
        f'<w:p>{run("在")}<w:smartTag w:uri="u" w:element="place">{run("徐州市")}</w:smartTag>{run("建设。")}</w:p>'
        f'<w:p>{run("新建")}<w:ins w:id="1">{run("顺堤河码头")}</w:ins>'
        '<w:del w:id="2"><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>'
        f"<w:sdt><w:sdtContent><w:p>{run('控件内')}</w:p></w:sdtContent></w:sdt>"
        f"<w:tbl><w:tr>{cell % '项目'}{cell % '投资'}</w:tr><w:tr>{cell % '码头'}{cell % '3亿元'}</w:tr></w:tbl>"
    )
    text = read_content(word_file(body), "a.docx").text
    assert text.split("\n") == [
        "在徐州市建设。",
        "新建顺堤河码头",
        "控件内",
        "项目\t投资",
        "码头\t3亿元",
    ]


def draw_text(canvas: Canvas, left: float, top: float, lines: list[str]) -> None:
    for number, line in enumerate(lines):
        canvas.drawString(left, top - 24 * number, line)


@pytest.fixture(scope="module", autouse=True)
def font() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


def heads(canvas: Canvas, document: BaseDocTemplate) -> None:
    """Draw a running head and a page number."""
    canvas.setFont("STSong-Light", 9)
    canvas.drawString(200, A4[1] - 40, "泉山区政府工作报告 2024")
    canvas.drawString(290, 30, f"— {document.page} —")


def body(times: int) -> list[str]:
    return [line[:-1] + word + line[-1] for word in "甲乙丙丁戊己庚辛"[:times] for line in BODY]


def printed(columns: int, times: int = 3) -> bytes:
    """Print the body several times over, on pages of one or two columns."""
    style = ParagraphStyle("p", fontName="STSong-Light", fontSize=14, leading=26, firstLineIndent=28,
                           wordWrap="CJK", alignment=TA_JUSTIFY)  # fmt: skip
    data = io.BytesIO()
    width = (A4[0] - 100 - 30 * (columns - 1)) / columns
    frames = [
        Frame(50 + (width + 30) * n, 70, width, A4[1] - 140, 0, 0, 0, 0) for n in range(columns)
    ]
    document = BaseDocTemplate(data, pagesize=A4)
    document.addPageTemplates(PageTemplate(frames=frames, onPage=heads))
    document.build([Paragraph(line, style) for line in body(times)])
    return data.getvalue()


@pytest.mark.parametrize("columns", [1, 2])
def test_print_gives_whole_paragraphs_without_heads_and_page_numbers(columns: int) -> None:
    times = 4 * columns
    text = read_content(printed(columns, times), "report.pdf").text
    assert text.split("\n") == body(times)


def test_scanned_pages_are_refused() -> None:
    data = io.BytesIO()
    canvas = Canvas(data)
    for _ in range(3):
        canvas.rect(50, 50, 400, 600, fill=1)
        canvas.showPage()
    canvas.save()
    with pytest.raises(InputError, match=r"a\.pdf: 3 pages without a text layer .*OCR"):
        read_content(data.getvalue(), "a.pdf")


def test_text_without_chinese_is_no_text_layer() -> None:
    data = io.BytesIO()
    SimpleDocTemplate(data).build([Paragraph("!!! glyph soup " * 30)])
    with pytest.raises(InputError, match=r"a\.pdf: the text layer is no Chinese"):
        read_content(data.getvalue(), "a.pdf")


REFUSED = {
    "old-word": (b"\xd0\xcf\x11\xe0" + bytes(600), "a.doc", "binary Word format .*save it as .docx"),
    "wps": (b"\xd0\xcf\x11\xe0" + bytes(600), "a.wps", "WPS .*save it as .docx"),
    "rtf-called-doc": (rb"{\rtf1 a}", "a.doc", "RTF is not read; .*save it as .docx"),
    "picture": (b"\x89PNG\r\n", "a.png", "unknown format '.png'; accepted: .txt, .md"),
    "damaged-word": (word_file("<w:p>")[:300], "a.docx", "not a sound"),
    "word-without-text": (word_file("<w:p/>"), "a.docx", "a Word file without text"),
    "damaged-pdf": (b"%PDF-1.7 nothing", "a.pdf", "not a sound PDF file"),
    "empty-page": (b"<html><body><p></p></body></html>", "a.html", "a page without text"),
    "deep-page": (b"<html>" + b"<div>" * 200_000, "a.html", "nested over 3000 deep"),
    "ruined": (("锟斤拷" * 9).encode(), "a.txt", "wrong encoding; get the file again"),
    "empty": (b" \n", "a.txt", "empty"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_says_what_to_do(name: str) -> None:
    data, file, message = REFUSED[name]
    with pytest.raises(InputError, match=rf"^{file}: .*{message}"):
        read_content(data, file)


def test_text_that_was_decoded_wrongly_before_is_refused() -> None:
    ruined = "政府工作报告，今年全市经济发展、建设推进。".encode().decode("latin-1")
    with pytest.raises(InputError, match="get the file again"):
        decode(ruined.encode(), "a.txt")


@pytest.mark.parametrize("suffix", [".doc", ".txt", ".html"])
def test_format_is_told_by_the_bytes(suffix: str) -> None:
    if suffix == ".doc":
        assert read_content(page("<p>报告。</p>").encode(), "a.doc").text.startswith("报告。")
    assert read_content(word_file(f"<w:p>{run('报告')}</w:p>"), f"a{suffix}").text == "报告"


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(sorted(READERS)), st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(suffix: str, data: bytes) -> None:
    for start in (b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>"):
        try:
            assert read_content(start + data, f"a{suffix}").text.strip()
        except InputError as error:
            assert str(error).startswith(f"a{suffix}: ")


def test_broken_characters_and_their_line_are_named() -> None:
    data = "\n".join(LINES).encode()
    decoded = decode(data.replace("码头".encode(), "码头".encode()[:-1]), "a.txt")
    assert decoded.warnings == ("1 broken characters of UTF-8, the first in line 4",)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("big5", "各位代表：我代表市政府向大會報告工作，過去一年經濟發展，產業園區建設進展順利。"),
        ("gb2312", "各位代表：我代表市政府向大会报告工作，过去一年经济发展。"),
        ("gb18030", "建成䶮路大桥，推进产业园区建设。"),
        ("utf-16-le", "建成大桥，推进产业园区建设。"),
    ],
)
def test_encodings_without_a_mark(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), "a.txt").text == text


def test_archive_is_read_like_a_folder(tmp_path: Path) -> None:
    other = "铜山区政府工作报告（2023年1月2日）\n加快建设汉王大道项目。"
    inner = zip_file({"铜山区.txt": other.encode("gbk")})
    path = tmp_path / "reports.zip"
    files = {
        "泉山区/2024.txt": "加快建设顺堤河码头二期项目。".encode(),
        "泉山区/2024.toml": 'title = "报告"'.encode(),
        "更多.zip": inner,
        "__MACOSX/泉山区/2024.txt": b"\x00\x01",
        "../../outside.txt": "加快建设外面的项目。".encode(),
        "picture.png": b"\x89PNG",
    }
    path.write_bytes(zip_file(files))
    found = {document.path.rpartition(".zip/")[2]: document for _, document in read_file(path)}
    assert sorted(found) == ["2024.txt", "outside.txt", "铜山区.txt"] or len(found) == 3
    report = next(one for name, one in found.items() if name.endswith("2024.txt"))
    assert report.place
    assert (report.title, report.place.code, report.year, report.year_from) == (
        "报告",
        "320311",
        2024,
        "file name",
    )
    assert sorted(one.name for one in tmp_path.parent.iterdir() if one.name == "outside.txt") == []


def test_names_that_windows_packs_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    data = zip_file({"????/2024.txt": "加快建设顺堤河码头二期项目。".encode()})
    path.write_bytes(data.replace(b"????", "泉山".encode("gbk")))
    ((_, document),) = read_file(path)
    assert document.path.endswith("a.zip/泉山/2024.txt")


@pytest.mark.parametrize(
    ("name", "make", "message"),
    [
        ("bomb", lambda: zip_file({"a.txt": bytes(40 << 20)}), "times smaller"),
        ("cut-off", lambda: zip_file({"a.txt": b"a"})[:-30], "not a sound zip"),
        ("nothing", lambda: zip_file({"a.png": b"a"}), "no report in this archive"),
        ("nested", lambda: nested(6), "archives in archives"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else "",
)
def test_archive_out_of_bounds_is_refused(
    name: str, make: Callable[[], bytes], message: str, tmp_path: Path
) -> None:
    path = tmp_path / f"{name}.zip"
    path.write_bytes(make())
    with pytest.raises(InputError, match=message):
        read_file(path)


def nested(depth: int) -> bytes:
    data = zip_file({"a.txt": "建设。".encode()})
    for _ in range(depth):
        data = zip_file({"a.zip": data})
    return data


def test_one_bad_file_does_not_keep_the_others_from_being_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\n".join(LINES), encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-")
    (tmp_path / "c.zip").write_bytes(
        zip_file({"x.doc": b"\xd0\xcf\x11\xe0", "y.txt": "建设。".encode()})
    )
    refused: list[InputError] = []
    documents = read_documents([tmp_path], refuse=refused.append)
    assert [path.name for path, _ in documents] == ["a.txt", "y.txt"]
    assert ["b.pdf" in str(refused[0]), "c.zip/x.doc" in str(refused[1])] == [True, True]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links")
def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "a.txt").write_text(f"建设{folder.name}。", encoding="utf-8")
    (inside / "b.txt").symlink_to(outside / "a.txt")
    (inside / "folder").symlink_to(outside, target_is_directory=True)
    assert [path.name for path, _ in read_documents([inside])] == ["a.txt"]


def test_standard_input_is_read_by_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for data in ("\n".join(LINES).encode("gbk"), page(paragraphs("<p>{}</p>")).encode()):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        ((_, document),) = read_file(Path("-"))
        assert [one.text for one in document.passages] == LINES
        assert document.path.startswith("-/")


def test_place_and_year_of_a_file_with_several_reports_cannot_be_given(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zip_file({"a.txt": "建设一。".encode(), "b.txt": "建设二。".encode()}))
    with pytest.raises(InputError, match="for one report, not for 2"):
        read_file(path, Overrides(year=2024))
