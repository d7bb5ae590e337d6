"""The page behind each problem type, in Indonesian and English."""

from html import escape
from typing import Annotated

import msgspec
from litestar import MediaType, Request, Response, get
from litestar.params import Parameter

from server.api.documented import refusals
from server.api.problems import ALL_PROBLEMS, not_found

INDONESIAN: dict[str, str] = {
    "malformed_json": "Isi kiriman bukan JSON",
    "duplicate_member": "Satu anggota JSON tertulis dua kali",
    "too_deep": "JSON bersarang terlalu dalam",
    "too_large": "Peristiwa terlalu besar",
    "batch_too_large": "Kumpulan peristiwa terlalu besar",
    "unsupported_media_type": "Jenis media tidak didukung",
    "unknown_attribute": "Peristiwa memuat atribut yang tidak ada dalam amplop",
    "missing_attribute": "Satu atribut peristiwa tidak ada",
    "invalid_attribute": "Satu atribut peristiwa tidak sah",
    "unknown_type": "Jenis peristiwa tidak ada dalam katalog",
    "unknown_field": "Data memuat isian yang tidak ada dalam katalog",
    "missing_field": "Satu isian data tidak ada",
    "invalid_field": "Satu isian data tidak sah",
    "disclosure_missing": "Satu sidik tidak disertai pengungkapannya",
    "disclosure_unknown": "Satu pengungkapan tidak bersidik di badan peristiwa",
    "disclosure_mismatch": "Satu pengungkapan tidak cocok dengan sidiknya",
    "header_refused": "Kepala tanda tangan bukan yang diizinkan",
    "signature_invalid": "Tanda tangan tidak terbukti",
    "key_unknown": "Kunci belum terdaftar",
    "key_not_valid": "Kunci tidak berlaku pada posisi log ini",
    "key_refused": "Kunci tidak boleh didaftarkan",
    "escrow_refused": "Instansi ini menandatangani sendiri",
    "foreign_source": "Sumbernya instansi lain",
    "wrong_origin": "Peristiwa ini untuk pemasangan lain",
    "authority_missing": "Instansi tidak berwenang mencatat jenis peristiwa ini",
    "case_unknown": "Tidak ada perkara demikian bagi instansi ini",
    "case_closed": "Perkara sudah ditutup",
    "stream_kind": "Jenis peristiwa ini tidak termasuk aliran ini",
    "basedon_missing": "Keputusan tidak menyebut dasar versi perkaranya",
    "basedon_ahead": "Keputusan mendasarkan diri pada versi yang belum tercatat",
    "stale": "Perkara sudah bergerak",
    "dated_in_future": "Keputusan bertanggal di masa depan",
    "id_reused": "Id ini milik peristiwa lain",
    "group_refused": "Peristiwa lain dari kelompok ini ditolak",
    "group_spans_cases": "Kelompok ini meliputi beberapa perkara atau penerbit",
    "precondition": "Hal yang mendahului peristiwa ini tidak tercatat",
    "unauthenticated": "Token tidak ada atau tidak sah",
    "forbidden": "Peran ini tidak mengizinkannya",
    "notice_required": "Pemberitahuan kerahasiaan belum dinyatakan telah dibaca",
    "not_found": "Tidak ada hal demikian bagi instansi ini",
    "access_refused": "Akses atas data sendiri harus ditolak",
    "ledger_differs": "Buku instansi tidak sama dengan yang dinyatakannya dipegang",
    "busy": "Server sedang sibuk",
    "not_sealed": "Belum tercakup dalam segel buku log",
    "read_log_unavailable": "Pembacaan tidak dapat dicatat, maka tidak dilayani",
    "bad_request": "Permintaan tidak sah",
    "invalid_parameter": "Satu parameter permintaan tidak sah",
    "login_refused": "Upaya masuk ditolak",
    "too_many_requests": "Terlalu banyak permintaan",
    "method_not_allowed": "Metode ini tidak diizinkan di sini",
    "internal_error": "Server gagal",
}


class ProblemKind(msgspec.Struct):
    """One kind of problem: its slug, its HTTP status, its title in both languages."""

    type: str
    status: int
    title: str
    title_id: str


@get(
    "/problems/{slug:str}",
    operation_id="describeProblem",
    summary="What a problem type means",
    description="No token. HTML for a browser, else JSON.",
    tags=["about"],
    responses=refusals("not_found"),
)
async def describe_problem(
    request: Request, slug: Annotated[str, Parameter(description="The slug at the end of a problem's type.")]
) -> Response[ProblemKind | str]:
    """The page of one problem type."""
    if slug not in ALL_PROBLEMS:
        raise not_found()
    status, title = ALL_PROBLEMS[slug]
    kind = ProblemKind(f"/problems/{slug}", status, title, INDONESIAN[slug])
    if request.accept.best_match([MediaType.JSON, MediaType.HTML]) == MediaType.HTML:
        return Response(page(kind), media_type=MediaType.HTML)
    return Response(kind)


def page(kind: ProblemKind) -> str:
    """A page without style or script, so that the strictest policy shows it."""
    return (
        '<!doctype html><html lang="id"><meta charset="utf-8">'
        f"<title>{escape(kind.title_id)}</title><h1>{escape(kind.title_id)}</h1>"
        f'<p lang="en">{escape(kind.title)}</p><p>HTTP {kind.status} · {escape(kind.type)}</p></html>'
    )
