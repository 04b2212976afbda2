"""What is the same of several students is said once, so that a group of thirty fits into a window."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.enums import Fix
from models.findings import Finding
from models.outputs import Pupil

MOST_NAMED = 4
"""So many students are named; of more, one less, and the number of the others."""
ALONE = ("away", "minutes")
"""Fields that only Documentation View has: there, the first student concerned is opened."""


@dataclass(frozen=True)
class Remark:
    """One thing about one student. `said` follows the name; `many`, if there is one, follows the names of several.

    `aside` is what differs from student to student, told beside the name of each.
    """

    pupil: Pupil
    said: str
    blocks: bool = False
    field: str = ""
    fix: Fix = Fix.RECORD
    many: str = ""
    aside: str = ""


def merged(session_id: int, remarks: Iterable[Remark]) -> Iterator[Finding]:
    """One finding for each kind of remark, in the order in which the kinds first came up."""
    kinds: dict[tuple[str, bool, str, Fix], list[Remark]] = {}
    for remark in remarks:
        kinds.setdefault((remark.many or remark.said, remark.blocks, remark.field, remark.fix), []).append(remark)
    for found in kinds.values():
        first = found[0]
        alone = len(found) == 1
        text = f"{first.pupil.label}: {first.said}" if alone else f"{_names(found)}: {first.many or first.said}"
        student = first.pupil.id if alone or first.field in ALONE else None
        yield Finding(text, first.blocks, student, session_id, first.field, first.fix)


def _names(found: list[Remark]) -> str:
    """A, B and C; from the fifth on A, B, C and 2 more."""
    names = [one.pupil.label + (f" ({one.aside})" if one.aside else "") for one in found]
    if len(names) > MOST_NAMED:
        names = [*names[: MOST_NAMED - 1], f"{len(names) - MOST_NAMED + 1} more"]
    return f"{', '.join(names[:-1])} and {names[-1]}"
