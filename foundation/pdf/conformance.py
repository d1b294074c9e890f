"""PDF/A-2a and PDF/UA-1 declared in one file: WeasyPrint writes the first and knows how to do the second, not both."""

from typing import Any

from foundation.pdf.document import Facts

VARIANT = "pdf/a-2a"
PRODUCT = "Maillage"
# PDF/A forbids properties that nobody defined: those of PDF/UA come with their schema (ISO 19005-2, 6.6.2.3).
DECLARATION = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the document follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>"""


def describe(metadata: Any, facts: Facts) -> None:
    """The document’s facts, whatever the template says: they must be right even where a template forgot them."""
    metadata.title = facts.title
    metadata.lang = facts.language
    metadata.authors = [facts.author] if facts.author else []
    metadata.description = facts.subject or None
    metadata.generator = PRODUCT
    metadata.created = metadata.modified = facts.timestamp


def declare(pdf: Any) -> None:
    """Add the PDF/UA declaration to the XMP packet, and leave the packet uncompressed so that any tool finds it."""
    packet = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    packet.stream = [part.replace(b"</rdf:RDF>", DECLARATION) for part in packet.stream]
    packet.compress = False
