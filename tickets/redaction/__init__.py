"""The guard of patron data: what tells of a library’s patrons is masked before a message leaves for the vendor.

(R10; RGPD, art. 5 § 1 c: no more data than the purpose needs.) `find` says what and where, `redact` writes the text
without it, `find_in_name` reads the name of a file, `scannable` gives its text where there is one. Apart from any
database: the same text gives the same findings. In doubt, it masks: a person reads the message before it leaves, and
sees each mask.
"""

from tickets.redaction.attachments import scannable
from tickets.redaction.file_names import find_in_name
from tickets.redaction.findings import Finding, Kind, redact
from tickets.redaction.guard import find, holds_persons

__all__ = ["Finding", "Kind", "find", "find_in_name", "holds_persons", "redact", "scannable"]
