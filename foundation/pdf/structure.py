"""The tag tree: what a screen reader walks. WeasyPrint builds it; here is repaired what PDF/UA wants and it leaves out.

The objects are pydyf’s, in memory, just before the file is written, while the layout is still there to ask: a finished
file no longer knows the words of a link or the class of a list. References are bytes such as b"12 0 R".
"""

from collections.abc import Iterator
from typing import Any

import pydyf

from foundation.pdf.errors import PdfError

SCOPES = {"col", "row", "colgroup", "rowgroup"}
PAGINATION = {"Type": "/Pagination"}


def refuse_unscoped_headers(root: Any) -> None:
    """Raise PdfError for a `th` that does not say whether it heads a column or a row."""
    for header in root.iter("th"):
        if header.get("scope") not in SCOPES:
            text = " ".join("".join(header.itertext()).split())
            raise PdfError(
                f"L’en-tête de tableau « {text} » ne dit pas s’il porte sur une colonne ou une ligne (scope)."
            )


def keep_one_link_each(pages: Any) -> None:
    """Leave one annotation per `<a>` and line: WeasyPrint adds one more for each element inside it."""
    for page in pages.pages:
        page.links = [link for link in page.links if link[3].element_tag == "a"]


def repair(pages: Any, pdf: Any) -> None:
    """All the repairs, on the tree of a whole document."""
    tree = Tree(pdf)
    tree.refuse_silent_figures()
    tree.set_header_scopes()
    tree.index_identifiers()
    tree.set_page_furniture_aside()
    describe_links(pages)
    tree.tag_tables_of_contents(links_of_contents(pages))


def describe_links(pages: Any) -> None:
    """A link is announced by its words; WeasyPrint announces its address (ISO 14289-1, 7.18.5)."""
    for page in pages.pages:
        for _, _, _, box in page.links:
            words = " ".join("".join(box.element.itertext()).split())
            if words and box.link_annotation:  # a link to nowhere has none; it is refused afterwards
                box.link_annotation["Contents"] = pydyf.String(words)


def links_of_contents(pages: Any) -> Iterator[Any]:
    """The annotations of the links that stand in a table of contents (class `toc-link`)."""
    for page in pages.pages:
        for _, _, _, box in page.links:
            if box.link_annotation and "toc-link" in (box.element.get("class") or "").split():
                yield box.link_annotation


class Tree:
    """The structure elements of one PDF."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.root = self.at(pdf.catalog["StructTreeRoot"])
        self.elements: list[Any] = [
            item for item in pdf.objects if isinstance(item, dict) and item.get("Type") == "/StructElem"
        ]

    def at(self, reference: bytes) -> Any:
        return self.pdf.objects[int(reference.split()[0])]

    def kids(self, element: Any) -> Iterator[Any]:
        """The structure elements just below, without the marked contents and annotations."""
        for kid in element["K"]:
            if isinstance(kid, bytes) and "S" in (below := self.at(kid)):
                yield below

    def refuse_silent_figures(self) -> None:
        """Raise PdfError for a drawing without words: an `img` without alt, an `svg` without title."""
        if any(element["S"] == "/Figure" and not element.get("Alt") for element in self.elements):
            raise PdfError("Une image ou un dessin n’a pas de texte de remplacement (alt, ou title dans un svg).")

    def set_header_scopes(self) -> None:
        """Say of each header cell what it heads: in the head of the table or alone in its row, a column; else a row."""
        for header in self.elements:
            if header["S"] == "/TH":
                row = self.at(header["P"])
                heads_column = self.at(row["P"])["S"] == "/THead" or all(c["S"] == "/TH" for c in self.kids(row))
                header["A"]["Scope"] = "/Column" if heads_column else "/Row"

    def index_identifiers(self) -> None:
        """List the identified cells: the tree must, as soon as one cell names its headers (ISO 32000-1, table 322)."""
        named = sorted((element["ID"].data, element) for element in self.elements if "ID" in element)
        if named:
            names = pydyf.Array(part for identifier, element in named for part in (identifier, element.reference))
            self.root["IDTree"] = pydyf.Dictionary({"Names": names})

    def set_page_furniture_aside(self) -> None:
        """Mark running titles and page numbers as artifacts, which nobody wants read on each page (Matterhorn 18)."""
        reachable = self.reachable()
        numbers = self.at(self.root["ParentTree"])["Nums"]
        for key, entry in zip(numbers[::2], numbers[1::2], strict=True):
            if isinstance(entry, list):
                furniture = {i for i, element in enumerate(entry) if element not in reachable}
                page = self.at(self.pdf.page_references[key])
                mark_as_artifacts(self.at(page["Contents"]).stream, furniture)
                entry[:] = ["null" if i in furniture else element for i, element in enumerate(entry)]
        for element in self.elements:
            if element.reference not in reachable:
                element.clear()

    def reachable(self) -> set[bytes]:
        """The references of the elements that hang from the root: WeasyPrint leaves the page margins’ ones outside."""
        found, waiting = set(), list(self.root["K"])
        while waiting:
            reference = waiting.pop()
            found.add(reference)
            waiting.extend(kid.reference for kid in self.kids(self.at(reference)))
        return found

    def tag_tables_of_contents(self, links: Iterator[Any]) -> None:
        """Tag as a table of contents the lists that hold such links: TOC, its entries TOCI, their link a Reference."""
        numbers = self.at(self.root["ParentTree"])["Nums"]
        element_of = dict(zip(numbers[::2], numbers[1::2], strict=True))
        renamed = {"/L": "/TOC", "/LI": "/TOCI", "/LBody": "/Reference"}
        for link in links:
            element = self.at(element_of[link["StructParent"]])
            while element["S"] != "/Document":
                element["S"] = renamed.get(element["S"], element["S"])
                element = self.at(element["P"])
        self.lift_nested_contents()

    def lift_nested_contents(self) -> None:
        """Put a table of contents nested in another beside the reference of its entry, not inside (table 333)."""
        for nested in self.elements:
            if nested.get("S") == "/TOC" and self.at(nested["P"])["S"] == "/Reference":
                reference = self.at(nested["P"])
                entry = self.at(reference["P"])
                reference["K"].remove(nested.reference)
                entry["K"].append(nested.reference)
                nested["P"] = entry.reference


def mark_as_artifacts(operators: list[Any], furniture: set[int]) -> None:
    """Rewrite, in a page’s drawing, the marked contents of these numbers as artifacts."""
    for position, operator in enumerate(operators):
        if operator == b"BDC" and operators[position - 1].get("MCID") in furniture:
            operators[position - 2 : position] = ["/Artifact", pydyf.Dictionary(PAGINATION)]
