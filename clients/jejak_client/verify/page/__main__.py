"""Makes verify.html and its SHA-256 anew: `python -m jejak_client.verify.page`."""

from jejak_client.verify.page.making import PAGE, SUM, page, sum_line

made = page()
PAGE.write_text(made, encoding="utf-8")
SUM.write_text(sum_line(made), encoding="ascii")
