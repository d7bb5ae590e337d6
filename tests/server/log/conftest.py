import sys

import eventsourcing.cryptography

# The library's test cases import its default cipher, which wants a package we do not use; none of the cases
# here encrypts. Its other cipher has the same name.
sys.modules.setdefault("eventsourcing.cipher", eventsourcing.cryptography)
