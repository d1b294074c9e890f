"""What a screen reader walks: headings, lists, tables, links, and nothing of the page margins."""

from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pytest

from tests.foundation.pdf_specimen import deed, printed_content, report


class Element:
    """One element of the tag tree, with its place."""

    def __init__(self, source: pikepdf.Pdf, item: pikepdf.Dictionary, ancestors: tuple[str, ...] = ()) -> None:
        self.source = source  # its objects die with it
        self.item = item
        self.tag = str(item.S)
        self.ancestors = ancestors

    @property
    def entries(self) -> list:
        kids = self.item.get("/K", [])
        return list(kids) if isinstance(kids, pikepdf.Array) else [kids]

    @property
    def annotations(self) -> list:
        return [kid.Obj for kid in self.entries if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid]

    def walk(self) -> Iterator["Element"]:
        yield self
        for kid in self.entries:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield from Element(self.source, kid, (*self.ancestors, self.tag)).walk()


def elements(document) -> list[Element]:
    source = pikepdf.open(BytesIO(document.content))
    return list(Element(source, source.Root.StructTreeRoot.K[0]).walk())


def tagged(document, tag: str) -> list[Element]:
    return [element for element in elements(document) if element.tag == tag]


def test_headings_go_down_one_level_at_a_time():
    headings = [element.tag for element in elements(deed()) if element.tag in {"/H1", "/H2", "/H3"}]
    assert headings == ["/H1", "/H2", *["/H2", "/H3", "/H3"] * 2, "/H2"]


def test_each_header_cell_says_what_it_heads():
    scopes = [(element.ancestors[-2], str(element.item.A.Scope)) for element in tagged(deed(), "/TH")]
    assert scopes == [("/THead", "/Column")] * 3 + [("/TBody", "/Row")] * 3


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("<tr><th scope=col>A<th scope=col>B<tr><td>1<td>2", ["/Column", "/Column"]),
        ("<tr><th scope=row>A<td>1<tr><th scope=row>B<td>2", ["/Row", "/Row"]),
        ("<tr><th scope=colgroup colspan=2>A<tr><td>1<td>2", ["/Column"]),
    ],
    ids=["a row of headers", "a header by row", "one header over all columns"],
)
def test_a_table_without_a_head_still_says_it(rows, expected):
    headers = tagged(printed_content(f"<table><caption>Essai</caption>{rows}</table>"), "/TH")
    assert [str(header.item.A.Scope) for header in headers] == expected


def test_cells_name_headers_that_the_tree_can_find():
    document = pikepdf.open(BytesIO(report().content))
    names = document.Root.StructTreeRoot.IDTree.Names
    found = {bytes(name): element for name, element in zip(names[::2], names[1::2], strict=True)}
    assert list(found) == sorted(found)
    cells = [element for element in Element(document, document.Root.StructTreeRoot.K[0]).walk() if element.tag == "/TD"]
    wanted = {bytes(name) for cell in cells for name in cell.item.A.Headers}
    assert wanted <= set(found)
    assert all(bytes(element.ID) == name for name, element in found.items())


def test_a_table_that_runs_over_pages_has_its_head_on_each_and_its_total_once():
    assert len(tagged(report(), "/THead")) == report().pages
    assert len(tagged(report(), "/TFoot")) == 1


def test_the_table_of_contents_is_tagged_as_one():
    contents = tagged(deed(), "/TOC")
    assert [element.ancestors[-1] for element in contents] == ["/NonStruct", "/TOCI", "/TOCI"]
    entries = tagged(deed(), "/TOCI")
    assert len(entries) == 6
    assert {str(kid.S) for entry in entries for kid in entry.entries} == {"/Reference", "/TOC"}


def test_a_nested_list_stays_a_list_in_a_list():
    lists = tagged(deed(), "/L")
    assert [("/L" in element.ancestors) for element in lists] == [False, True] * 4
    assert {element.ancestors[-1] for element in tagged(deed(), "/Lbl")} == {"/LI"}


def test_a_link_is_announced_by_its_words_once():
    links = tagged(deed(), "/Link")
    announced = [str(annotation.Contents) for link in links for annotation in link.annotations]
    assert announced == [
        "Article 1 – Obligations réciproques des parties",
        "Article 1.1 – Conditions particulières de l’intercommunalité",
        "Article 1.2 – Conditions particulières de l’intercommunalité",
        "Article 2 – Obligations réciproques des parties",
        "Article 2.1 – Conditions particulières de l’intercommunalité",
        "Article 2.2 – Conditions particulières de l’intercommunalité",
        "le site Légifrance",
    ]
    annotations = [note for sheet in pikepdf.open(BytesIO(deed().content)).pages for note in sheet.get("/Annots", [])]
    assert len(annotations) == len(links)


def test_a_drawing_has_its_words():
    (figure,) = tagged(deed(), "/Figure")
    assert str(figure.item.Alt) == "Sept dixièmes des charges reviennent à la Communauté urbaine"


def test_running_titles_and_page_numbers_are_not_read():
    document = pikepdf.open(BytesIO(deed().content))
    for sheet in document.pages:
        instructions = list(pikepdf.parse_content_stream(sheet))
        furniture = [op for op in instructions if op.operator == pikepdf.Operator("BDC") and "/Type" in op.operands[1]]
        assert {str(op.operands[0]) for op in furniture} == {"/Artifact"}
        assert {str(op.operands[1].Type) for op in furniture} == {"/Pagination"}


def test_every_marked_content_belongs_to_the_tree():
    document = pikepdf.open(BytesIO(deed().content))
    numbers = document.Root.StructTreeRoot.ParentTree.Nums
    reached = {element.item.objgen for element in Element(document, document.Root.StructTreeRoot.K[0]).walk()}
    for sheet, owners in zip(document.pages, list(numbers)[1 : 2 * len(document.pages) : 2], strict=True):
        marked = [
            int(op.operands[1].MCID)
            for op in pikepdf.parse_content_stream(sheet)
            if op.operator == pikepdf.Operator("BDC") and "/MCID" in op.operands[1]
        ]
        assert marked
        assert all(owners[number].objgen in reached for number in marked)
