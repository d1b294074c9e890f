"""What a mail server’s answer means for the message that it did not take."""

from dataclasses import dataclass
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException


@dataclass(frozen=True)
class Failure:
    """Why a message did not leave, in French with the server’s own words; whether to try again, and when."""

    reason: str
    is_final: bool = False
    is_server_away: bool = False


def refused(refusal: OSError) -> Failure:
    """What the mail server’s answer means: 5xx about the addressee or the content is final (RFC 5321, 4.2.1)."""
    if isinstance(refusal, SMTPRecipientsRefused):
        code, words = next(iter(refusal.recipients.values()))
        return Failure(f"Le serveur refuse l’adresse : {code} {_text(words)}", is_final=code >= 500)
    if isinstance(refusal, SMTPResponseException):
        reason = f"Le serveur refuse le message : {refusal.smtp_code} {_text(refusal.smtp_error)}"
        is_about_this_one = isinstance(refusal, SMTPDataError)
        return Failure(
            reason,
            is_final=is_about_this_one and refusal.smtp_code >= 500,
            is_server_away=not is_about_this_one,
        )
    return Failure(f"Le serveur de messagerie ne répond pas : {refusal}", is_server_away=True)


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
