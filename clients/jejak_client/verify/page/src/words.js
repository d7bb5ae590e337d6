// The words of the page, Indonesian and English.

const WORDS = {
  verified: ["LOLOS PEMERIKSAAN", "VERIFIED"],
  verifiedAlone: ["LOLOS, TETAPI MENJAMIN DIRINYA SENDIRI", "VERIFIED, BUT VOUCHES FOR ITSELF"],
  notVerified: ["TIDAK LOLOS PEMERIKSAAN", "NOT VERIFIED"],
  whatIsProved: [
    "Semua tanda tangan, segel dan bukti cocok. Yang terbukti: instansi mana menyatakan apa, dan di antara waktu mana. " +
      "Bahwa isinya benar tidak terbukti dengan ini.",
    "Every signature, checkpoint and proof holds. Proved is which agency stated what, and between which times. " +
      "That it is true is not proved by this.",
  ],
  whatFitsTogether: [
    "Semua tanda tangan, segel dan bukti cocok satu sama lain. Tetapi siapa instansi dan saksinya hanya dikatakan berkas " +
      "ini: orang yang mengarang seluruh berkas pun lolos begini. Periksalah lagi dengan kebijakan saksi dan kunci akar " +
      "dari luar.",
    "All signatures, checkpoints and proofs fit together. But who agencies and witnesses are, this file alone says: one " +
      "that somebody made up whole passes like this too. Check it again with a policy and root keys from outside.",
  ],
  whatToDo: [
    "Berkas ini jangan dijadikan bukti sebelum setiap masalah di bawah ini dijawab. Catatan yang tidak lolos tidak " +
      "ditampilkan.",
    "Do not rely on this dossier before every problem below is answered. Entries that do not hold are not shown.",
  ],
  problems: ["Yang salah", "What is wrong"],
  notes: ["Yang perlu diketahui", "What must be known"],
  checkpoint: ["Segel buku log", "The checkpoint of the log"],
  log: ["Buku log", "Log"],
  size: ["Jumlah catatan dalam buku log", "Entries in the log"],
  root: ["Akar (sidik seluruh buku log)", "Root (hash of the whole log)"],
  standing: ["Keadaan", "Standing"],
  final: ["Final: kuorum saksi menandatanganinya", "Final: cosigned by a quorum of witnesses"],
  pending: ["Belum final: saksi kurang", "Pending: too few witnesses"],
  witnesses: ["Saksi yang dihitung", "Witnesses that count"],
  nobody: ["tidak ada", "nobody"],
  events: ["Catatan yang lolos pemeriksaan", "Entries that hold"],
  noEvents: ["Tidak ada catatan perkara yang lolos pemeriksaan.", "No entry of the case holds."],
  columns: [
    "Kiri kepolisian, kanan kejaksaan; instansi lain di lebar penuh. Urutan buku log.",
    "Police on the left, prosecutor on the right, other agencies across. In the order of the log.",
  ],
  when: ["Nomor, dan waktu menurut saksi", "Number, and when by the witnesses"],
  police: ["Kepolisian", "Police"],
  prosecutor: ["Kejaksaan", "Prosecutor"],
  after: ["Belum ada pada", "Not there at"],
  before: ["Sudah ada pada", "There at"],
  noWitness: ["(tanpa saksi)", "(no witness)"],
  signed: ["Ditandatangani", "Signed by"],
  signedInEscrow: [
    "Ditandatangani pengelola peladen (bukan instansinya) atas nama",
    "Signed by the host, not by the agency, for",
  ],
  occurred: ["Terjadi, menurut pencatatnya", "Occurred, as stated"],
  recorded: ["Dicatat, menurut peladen", "Recorded, as the host says"],
  withheld: ["nilai bertanda tangan tidak disertakan", "signed value(s) not in the dossier"],
  keys: ["Riwayat kunci instansi", "Keys of the agencies"],
  keysAbout: [
    "Pendaftaran yang menjadi dasar setiap tanda tangan di atas.",
    "The registrations that every signature above rests on.",
  ],
  registration: ["Pendaftaran", "Registration"],
  deliveries: ["Penyampaian kepada pihak lain", "Deliveries to the other side"],
  deliveriesAbout: [
    "Waktu tersedia dan diambil tidak ditandatangani siapa pun. Yang ditandatangani ialah bahwa instansi memegang daftar " +
      "kirimannya sampai satu baris; catatan mana di baris itu, tidak.",
    "When it was ready and fetched nobody has signed. What is signed is that an agency holds its ledger up to a row; " +
      "which entry stands in that row is not.",
  ],
  event: ["Catatan", "Entry"],
  agency: ["Kepada", "To"],
  owed: ["Tersedia", "Owed"],
  fetched: ["Diambil", "Fetched"],
  acknowledged: ["Diakui diterima", "Acknowledged"],
  proved: ["Atas kata siapa", "On whose word"],
  by: {
    both: ["Ditandatangani instansi dan peladen, sampai baris itu", "Signed by the agency and the host, up to its row"],
    host: ["Atas kata peladen saja", "On the host's word alone"],
    nobody: ["Tidak ada pengakuan dalam berkas ini", "No acknowledgement is in this file"],
  },
  file: ["Berkas", "File"],
  sum: ["Sidik SHA-256 berkas", "SHA-256 of the file"],
  dispute: ["Sengketa", "Dispute"],
  ofCase: ["Perkara", "Case"],
  requestedBy: ["Diminta oleh (tidak ditandatangani)", "Requested by (not signed)"],
  checkedAt: ["Diperiksa pada (jam komputer ini)", "Checked at (this computer's clock)"],
  pinned: ["Patokan dari luar", "Pinned from outside"],
  pinnedPolicy: ["kebijakan saksi", "witness policy"],
  pinnedRoots: ["kunci akar", "root keys"],
  nothingPinned: ["tidak ada: berkas menjamin dirinya sendiri", "nothing: the dossier vouches for itself"],
  checking: ["Memeriksa …", "Checking …"],
  done: ["Selesai diperiksa.", "Checked."],
  badRoots: [
    "Daftar kunci akar tidak terbaca: satu kunci tiap baris, instansi/sidik, tiap instansi sekali.",
    "The list of root keys cannot be read: one a line, agency/thumbprint, each agency once.",
  ],
  tooOld: [
    "Peramban ini tidak dapat memeriksa tanda tangan Ed25519 (WebCrypto). Pakailah Chrome atau Edge 137, Firefox 129, " +
      "Safari 17, atau yang lebih baru; atau perintah jejak verify.",
    "This browser cannot verify Ed25519 signatures (WebCrypto). Use Chrome or Edge 137, Firefox 129, Safari 17 or later; " +
      "or the command jejak verify.",
  ],
  brokeDown: [
    "Pemeriksaan terhenti; tidak ada hasil. Pakailah perintah jejak verify.",
    "The check broke down; there is no verdict. Use the command jejak verify.",
  ],
};
