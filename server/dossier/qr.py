"""The checkpoint as a QR code (ISO/IEC 18004), to be compared with what others keep of the log."""

import io

import segno

LARGEST = 1000  # bytes that a telephone still reads from paper


def qr_code(note: str) -> str:
    """The signed note as an SVG to stand in a page. With so many cosignatures that it could not be read, the
    note with the log's own signature alone."""
    text = note if len(note.encode()) <= LARGEST else own_signature(note)
    drawn = io.BytesIO()
    code = segno.make_qr(text, error="m", encoding="utf-8", boost_error=False)
    code.save(
        drawn,
        kind="svg",
        xmldecl=False,
        svgns=True,
        title="Kode QR segel / QR code of the checkpoint",
        omitsize=True,
    )
    return drawn.getvalue().decode()


def own_signature(note: str) -> str:
    """A signed note with its first signature alone (c2sp.org/signed-note): the log's."""
    text, _, signatures = note.partition("\n\n")
    return f"{text}\n\n{signatures.splitlines()[0]}\n"
