"""Security headers on every answer. Scripts and styles come from our own files only: nothing inline, nothing foreign."""

from flask import Flask, Response, request

from web.parts import parts

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def init_app(app: Flask) -> None:
    """Adds them after each request."""
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers.setdefault("Referrer-Policy", "same-origin")  # the CSRF check over https reads our own referrer
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
    if request.endpoint not in ("static", "borrowed"):
        headers["Cache-Control"] = "no-store"
    if parts().settings.is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
