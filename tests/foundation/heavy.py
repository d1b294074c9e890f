"""A form with a file of any size, generated as it is read: 200 MB that take no room anywhere."""

import io

BOUNDARY = "une-limite"
CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY}"
HEAD = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="scans.zip"\r\n'
    "Content-Type: application/zip\r\n\r\n"
).encode()
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()


class HeavyForm(io.RawIOBase):
    """A multipart form whose one file is so many zeros; `given` counts what was read of it."""

    def __init__(self, file_size: int) -> None:
        self.size = len(HEAD) + file_size + len(TAIL)
        self.given = 0

    def read(self, size: int = -1, /) -> bytes:
        start, end = self.given, self.size if size < 0 else min(self.size, self.given + size)
        self.given = end
        tail_from = self.size - len(TAIL)
        zeros = max(0, min(end, tail_from) - max(start, len(HEAD)))
        return HEAD[start:end] + bytes(zeros) + TAIL[max(0, start - tail_from) : max(0, end - tail_from)]
