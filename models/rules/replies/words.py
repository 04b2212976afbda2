"""The words of replies, by the letter that the grammar (clauses.py) knows them by. Longest phrases win.

Everything is lower case, without accents, hyphens and apostrophes; "wasn't" is read as "was not", "he's" as "he is".
"""

from models.enums import AbsenceReason

_VERBS = "was were is are did does do have has had could should would"
CONTRACTIONS = {f"{verb}nt": f"{verb} not" for verb in _VERBS.split()} | {
    "cant": "can not",
    "wont": "will not",
    "cannot": "can not",
    "aint": "is not",
}

_ABSENT = {
    AbsenceReason.ABSENT: """absent; absence; missing; missed; missed it; out sick; out ill;
        sick; ill; home; at home; home sick; stayed home; no show; not at school; out of town; fever; flu;
        cold; covid; vomiting; threw up; stomach ache; headache; doctor; dentist; appointment; doctor
        appointment; dr appointment; dentist appointment; doctors appointment; family; vacation; on vacation;
        funeral; hospital; in hospital; in the hospital; out all day; absent all day; gone all day; not at
        school today; absente; ausente; ausentes; falto; no vino; enfermo; enferma; skipped; called out;
        called in sick; kept home""",
    AbsenceReason.REFUSED: """refused; refuses; refusal; refused to come; refused to go;
        refused to work; refused to join; refused to participate; refused services; refused service; refused
        session; refused the session; declined; did not want to come; did not want to join; would not come;
        would not join; would not participate""",
    AbsenceReason.SCHOOL_EVENT: """field trip; on field trip; on the field trip; on a field trip; at
        field trip; assembly; school event; pep rally; picture day; field day; concert; school play;
        performance; state testing; staar; staar testing; testing; test; rehearsal; graduation; spelling bee;
        book fair; fire drill; special olympics""",
    AbsenceReason.NOT_AVAILABLE: """not available; unavailable; suspended; suspension; in suspension;
        iss; in iss; oss; detention; in detention; principal; in the office; in office; at the office; with
        principal; with the principal; with the counselor""",
}

SERVICES = """speech; speech therapy; ot; pt; occupational therapy; physical
        therapy; therapy; counseling; slp; resource; vision; music therapy; aba; nurse; nurses office;
        evaluation; arc; ard; ard meeting; iep meeting"""

_LETTERS = {
    "E": """everyone; everybody; all; all of them; them all; everyone else;
        everybody else; all others; all the others; others; the others; the rest; rest; rest of them; the rest
        of them; all the rest; all the kids; all kids; all students; all the students; the whole group; whole
        group; the whole class; whole class; the group; the class; todos; todas; they were all; we were all;
        they are all; the kids; the students; they all; we all; all my kids; all my students; every student;
        every kid; all of us; whole gang; the whole gang; all children; the rest of the kids; the rest of the
        students; everyone else""",
    "G": """all good; all is good; full house; no absences; no absence; zero
        absences; 0 absences; no absentees; no absents; no one absent; no absent; full attendance; perfect
        attendance; all accounted for; everyone accounted for; nobody was out; no misses; nobody missed; no
        one missed; no missing; todos bien; nadie falto; sin ausencias; same as scheduled; everything as
        scheduled; as planned; all as planned""",
    "z": "nobody; no one; noone; none; no kids; no students; no student; zero; none of them; no kid",
    "P": """present; here; there; present and accounted for; here and
        accounted for; in attendance; attended; attending; accounted for; showed up; made it; showed;
        presentes; presente; aqui; estan; estan aqui; participated; in class; were present; at school""",
    "a": """not here; not there; not present; not in attendance; not attend;
        did not attend; did not come; did not show up; did not show; did not make it; not attending; not in;
        not come; never came; never showed; never showed up; not in class; not in school; did not participate""",
    "o": "out",
    "X": """except; except for; excepting; other than; minus; besides; apart
        from; aside from; excluding; menos; excepto; with the exception of; save for; but not""",
    "B": "but; pero; however; though; although; only that",
    "&": "and; then; and then; plus; also; y; e; and also; while",
    "C": """came; came in; arrived; got here; got in; got there; joined;
        started; began; llego; checked in; walked in; came back""",
    "l": "late; tardy; tarde",
    "L": """left; picked up; got picked up; was picked up; went home;
        dismissed; checked out; leaving; taken home; salio; se fue; signed out; went home sick; left sick;
        finished; ended; stopped""",
    "e": "early; temprano",
    "W": """away; gone; pulled; pulled out; was pulled; was pulled out; got pulled out; stepped out; taken
        out; absent from; missing from; took a break; break; bathroom; restroom; on break; was away; bathroom
        break; lunch; at lunch; recess; library; at the library; at library; in the bathroom; out of the room;
        out of class; out of room; called out of class""",
    "h": "had; went to; went; has; attended speech; saw; got; went with; goes to",
    "i": "is; was; were; are; am; been; has been; have been; had been; got to be",
    "q": "who; which; he; she; they; it; who is; who was; that was; because he; because she",
    "d": "because; because of; due to; bc; cuz; cause; b c; reason; since there was; as there was; porque; por",
    "F": "from; since; starting; starting at; starting from; not until; beginning; desde",
    "Z": "until; till; til; up to; hasta",
    "t": "at; around; about; approx; las; la; at about; at around",
    "y": "by",
    "p": "for; in; on; with; to; of; during; a trip to; over; en; con",
    "n": "no",
    "!": "not; never; nope; neither; nor; without; nunca; hardly; barely; can not; wrong; incorrect; false; no longer",
    "?": """if; maybe; perhaps; might; may; would; should; could; think;
        thought; guess; probably; unsure; possibly; whether; unless; said; says; told; when; before; after;
        hopefully; hope; wish; instead; unlike; will; shall; can; almost; likely; supposed; supposedly;
        assume; assuming; suppose; doubt; believe; or; either; either one; until next; wait; actually not;
        nearly; si; what; why; how; where; ask; asked; pretend; suppose; example; kidding; joking; next;
        tomorrow; manana; usually; normally; sometimes; every; some; most; half; few; several; many; both days
        next; did; does; do; used to; forgot; remember; rather; than; rumor; heard; seems; seemed; apparently;
        except if""",
    "K": """cancelled; canceled; session cancelled; session canceled; no
        session; no sessions; did not meet; not meet; did not happen; no group; no class; no school; did not
        have session; did not have a session; did not have class; session was cancelled; session did not
        happen; did not have group; never met; not held; was not held; no service; no services; called off;
        was called off; cancelada; cancelado; got cancelled; got canceled; did not do session""",
    "k": "cancel; cancel session; cancel the session; please cancel",
    "Y": """all sessions; all the sessions; both sessions; every session;
        each session; all of the sessions; both of them; both groups; all groups; both of the sessions; every
        one of them; all my sessions; everything; all classes; every group; both times; for all of them; in
        all of them; both classes""",
    "b": "both; ambas; ambos",
    "f": """please; pls; plz; thanks; thank you; thx; ty; tysm; thank u; hi;
        hello; hey; hi there; hiya; ok; okay; yes; yep; yeah; yup; ya; sure; so; just; only; well; um; uh; oh;
        gracias; hola; buenos dias; buenas tardes; good morning; good afternoon; good evening; good night;
        have a good night; have a good day; have a great day; have a nice day; have a good one; have a good
        weekend; have a great weekend; fyi; btw; all day; the whole time; whole time; as scheduled; on time;
        the whole session; whole session; again; carelog; mr; mrs; ms; good job; correct; right; student;
        students; all session; entire session; the entire session; the entire time; as usual; everything else
        as scheduled; for the whole session; for the whole time; we; we had; i had; i have; had; lol; haha;
        see you; all set; sorry""",
}

_PLAIN = """
    i me my mine you your yours him her his hers us our ours their theirs them we he she it its this that
    these those be being am was were been a an as at by so up down off over under again once here there then
    too very much more less also what why how where whom whose does doing done get gets got getting go goes
    going come comes coming leave leaves arrive one two three four five six seven eight nine ten first second
    third last next same other another any anyone anybody someone somebody something anything nothing thing
    things mile miles like look make made take took give gave want need know see saw say talk tell work worked
    day days week weeks month time times today tonight yesterday friend friends mom dad mother father parent
    parents sister brother teacher kid kids child children boy girl guy people person class room school home
    great good bad nice fine best better well lot bit little big new old into onto out own per via still yet
    already ever always often soon now late later please really quite even back with from have has had than
    when they will wont some most must shall upon each such many few until while during
"""
PLAIN = frozenset(_PLAIN.split())
"""Words that are never a student's name, however alike they look, unless a listed student is called just that."""


ARTICLES = frozenset({"the", "a", "an"})


def without_articles(words: list[str]) -> tuple[str, ...]:
    """The words but for "the" and "a", which say nothing in a reply."""
    return tuple(word for word in words if word not in ARTICLES)


def _entries() -> dict[tuple[str, ...], tuple[str, AbsenceReason | None]]:
    found: dict[tuple[str, ...], tuple[str, AbsenceReason | None]] = {}
    groups: list[tuple[str, str, AbsenceReason | None]] = [
        ("A", phrases, reason) for reason, phrases in _ABSENT.items()
    ]
    groups.append(("V", SERVICES, AbsenceReason.OTHER_SERVICE))
    groups.extend((letter, phrases, None) for letter, phrases in _LETTERS.items())
    for letter, phrases, reason in groups:
        for phrase in phrases.split(";"):
            found.setdefault(without_articles(phrase.split()), (letter, reason))
    return found


PHRASES = _entries()
LONGEST_PHRASE = max(len(phrase) for phrase in PHRASES)
