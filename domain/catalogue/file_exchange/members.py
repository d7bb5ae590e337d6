"""Members that the types of this chapter share."""

from typing import Annotated

import msgspec

from domain.catalogue.fields import field, labelled

ReturnCount = Annotated[int, msgspec.Meta(ge=0, le=99)]
Round = Annotated[int, field("Pengembalian ke-", "Return number", ge=1, le=99)]
Number = Annotated[int, field("Nomor petunjuk", "Number of the instruction", ge=1, le=200)]
ItemNumber = Annotated[int, labelled("Nomor petunjuk", "Number of the instruction", ge=1, le=200)]
