"""What a business pastes into its website to show the chat's button."""

from html import escape


def widget_line(edge_url: str, token: str, colour: str, side: str, label: str = "") -> str:
    """The one line of HTML, said in full so that it looks right before anything is fetched."""
    said = {"src": f"{edge_url}/widget.js", "data-business": token, "data-colour": colour, "data-side": side}
    said |= {"data-label": label} if label else {}
    attributes = " ".join(f'{name}="{escape(value)}"' for name, value in said.items())
    return f"<script {attributes} async></script>"


def policy_lines(edge_url: str) -> list[str]:
    """What a strict website adds to its Content-Security-Policy, each to the directive of that name."""
    return [f"script-src {edge_url}", f"frame-src {edge_url}"]


def dark_text_on(colour: str) -> bool:
    """Whether words on a colour like #166534 are black: white would be too faint. As the window itself decides."""
    linear = [(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for c in _channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] > 0.18


def _channels(colour: str) -> list[float]:
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
