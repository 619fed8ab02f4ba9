"""A link as a QR code, drawn as SVG: no picture file, sharp on paper. Pure."""

from __future__ import annotations

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

# The quiet zone that readers need around the code, in modules (ISO/IEC 18004).
QUIET = 4


def qr_svg(text: str, *, label: str) -> str:
    """The code of a text of at most 300 characters; `label` is what it says to who cannot see it."""
    if len(text) > 300:
        raise ValueError("a code that phones can read holds at most 300 characters")
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count = code.getModuleCount()
    size = count + 2 * QUIET
    path = "".join(
        f"M{column + QUIET},{row + QUIET}h1v1h-1z"
        for row in range(count)
        for column in range(count)
        if code.isDark(row, column)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" shape-rendering="crispEdges">'
        f'<title>{_escaped(label)}</title><path fill="#fff" d="M0,0h{size}v{size}h-{size}z"/>'
        f'<path fill="#000" d="{path}"/></svg>'
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
