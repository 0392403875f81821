"""Fetches a picture from where Twilio keeps it: with our account there, and with nothing anywhere else."""

from urllib.parse import urlsplit

import httpx

TWILIO = "https://api.twilio.com"
SECONDS = 15.0
MOST_BYTES = 8 * 1024 * 1024
SHOWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})


class NotFetched(Exception):
    """Why, in words for the record; `final`: another try would be in vain."""

    def __init__(self, reason: str, final: bool) -> None:
        super().__init__(reason)
        self.final = final


class MediaFetcher:
    """For one Twilio account. Safe to share between threads."""

    def __init__(self, account_sid: str, auth_token: str, api_url: str | None = None) -> None:
        self._base = urlsplit(api_url or TWILIO)
        self._http = httpx.Client(timeout=SECONDS, follow_redirects=False)
        self._auth = httpx.BasicAuth(account_sid, auth_token)

    def fetch(self, url: str) -> tuple[str, bytes]:
        """Its type, one of SHOWN, and its bytes. Raises NotFetched."""
        where = urlsplit(url)
        if (where.scheme, where.netloc) != (self._base.scheme, self._base.netloc):
            raise NotFetched("It is not kept by our carrier.", final=True)
        try:
            with self._http.stream("GET", url, auth=self._auth) as answer:
                if answer.is_redirect:  # the file itself, on a storage of Twilio's that wants no account
                    with self._http.stream("GET", str(answer.next_request.url if answer.next_request else url)) as file:
                        return _read(file)
                return _read(answer)
        except httpx.HTTPError as error:
            raise NotFetched(f"The carrier did not answer ({type(error).__name__}).", final=False) from error

    def close(self) -> None:
        """Lets the connections go."""
        self._http.close()


def _read(answer: httpx.Response) -> tuple[str, bytes]:
    if answer.status_code != 200:
        gone = answer.status_code in (403, 404, 410)
        raise NotFetched(f"The carrier answered {answer.status_code}.", final=gone)
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in SHOWN:
        raise NotFetched(f"It is no picture we can show ({kind or 'of no type'}).", final=True)
    content = b""
    for piece in answer.iter_bytes():
        content += piece
        if len(content) > MOST_BYTES:
            raise NotFetched("It is too big: more than 8 MB.", final=True)
    return kind, content
