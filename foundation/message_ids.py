"""The Message-ID of what we send, signed: what comes back with it answers a mail that is really ours.

Mail programs copy it into the answer (`In-Reply-To`, `References`; RFC 5322, 3.6.4). Whoever could guess one could
write into what it is about: the signature is made with the secret of the installation, and it alone opens the row.

Messages about one thing form a thread: each answers a root that never leaves, by which mail programs group them.
"""

import re
from email.utils import parseaddr

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from foundation.models import OutboxMessage

SALT = "foundation.message_ids"
SIGNED = 32  # hexadecimal figures: 128 bits
THREAD = re.compile(r"[a-z0-9-]{1,60}")  # what a Message-ID and a mail program carry unchanged
_OURS = re.compile(rf"<?([a-z0-9-]+)\.([a-z0-9-]{{1,60}})\.([0-9a-f]{{{SIGNED}}})@[^\s<>@]+>?")
_ROOT = "thread"


def of_message(message: OutboxMessage) -> str:
    """The Message-ID of a row, the same each time it is sent; another one once it is written anew."""
    return _signed(_written(message), str(message.pk))


def of_thread(thread: str) -> str:
    """The root that all the messages of a thread answer. Raises ValueError for what a mail program would not carry."""
    if not THREAD.fullmatch(thread):
        raise ValueError(f"{thread!r} is no thread: small letters without accents, figures and hyphens, 60 at most")
    return _signed(_ROOT, thread)


def message_of(message_id: str) -> OutboxMessage | None:
    """The row that bears this Message-ID; None for what was never ours, or was made up."""
    written, key = _verified(message_id)
    if not written or written == _ROOT or not (key.isdecimal() and len(key) <= 18):
        return None
    found = OutboxMessage.objects.filter(pk=key).first()
    return found if found and _written(found) == written else None


def thread_of(message_id: str) -> str:
    """The thread of which this is the root, for an answer that kept the root alone; empty for anything else."""
    written, thread = _verified(message_id)
    return thread if written == _ROOT else ""


def _written(message: OutboxMessage) -> str:
    return str(int(message.created_at.timestamp()))


def _signed(written: str, key: str) -> str:
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{written}.{key}.{_signature(written, key, settings.SECRET_KEY)}@{host}>"


def _verified(message_id: str) -> tuple[str, str]:
    """The two parts that are signed, whatever the host: an installation may change its address. Else two blanks."""
    found = _OURS.fullmatch(message_id.strip())
    if found is None:
        return "", ""
    written, key, signature = found.groups()
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    is_ours = any(constant_time_compare(signature, _signature(written, key, secret)) for secret in secrets)
    return (written, key) if is_ours else ("", "")


def _signature(written: str, key: str, secret: str) -> str:
    return salted_hmac(SALT, f"{written}.{key}", secret=secret, algorithm="sha256").hexdigest()[:SIGNED]
