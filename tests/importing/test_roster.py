"""Campuses, staff and students: added, changed, left alone; and the references between them."""

from datetime import date, time

from models.services.importing import ensure_default_catalog
from models.tables import Campus, Staff, Student
from tests.importing.conftest import NOW, TODAY

CAMPUS_ROWS = "name,time_zone,reminder_time\nLarkspur Elementary,America/Chicago,3:00 PM\n"


def staff_row(district, email):
    return next(row for row in district.rows(Staff) if row["email"] == email)


def student_row(district, number):
    return next(row for row in district.rows(Student) if row["student_id"] == number)


def test_a_new_campus_takes_the_default_times(empty):
    assert empty.counts("campuses", "time_zone,name\nAmerica/Denver,Cottonwood Middle\n") == (1, 0, 0, 0)
    (campus,) = empty.rows(Campus)
    assert (campus["reminder_time"], campus["digest_time"]) == (time(15, 30), time(7, 30))
    assert (campus["name"], campus["time_zone"]) == ("Cottonwood Middle", "America/Denver")


def test_a_campus_is_found_by_its_name_in_any_capitals(district):
    assert district.counts("campuses", CAMPUS_ROWS) == (0, 1, 0, 0)
    assert district.counts("campuses", "name,time_zone\nLARKSPUR elementary,America/Chicago\n") == (0, 1, 0, 0)
    campus = district.rows(Campus)[0]
    assert (campus["name"], campus["reminder_time"]) == ("LARKSPUR elementary", time(15, 0))
    assert len(district.rows(Campus)) == 2


def test_an_empty_time_keeps_what_is_stored(district):
    district.load("campuses", CAMPUS_ROWS)
    assert district.counts("campuses", CAMPUS_ROWS.replace("3:00 PM", "")) == (0, 0, 0, 1)


def test_a_supervisor_may_be_listed_later(district):
    people = {row["email"].split("@")[0]: row for row in district.rows(Staff)}
    assert people["alma"]["supervisor_id"] == people["greta"]["id"]
    assert people["bruno"]["supervisor_id"] is None
    assert people["alma"]["role"] == "aide"
    assert people["alma"]["active"] is True
    assert people["alma"]["needs_oversight"] is False


def test_an_e_mail_is_matched_in_any_capitals(district):
    content = "email,name,campus\nALMA@JuniperFlats.example,Alma Testwell-Two,larkspur elementary\n"
    before = staff_row(district, "alma@juniperflats.example")
    assert district.counts("staff", content) == (0, 1, 0, 0)
    assert staff_row(district, "alma@juniperflats.example") == {**before, "name": "Alma Testwell-Two"}


def test_columns_that_are_missing_keep_what_is_stored(district):
    before = district.rows(Staff)
    content = "email,name,campus\ngreta@juniperflats.example,Greta Exampleson,Larkspur Elementary\n"
    assert district.counts("staff", content) == (0, 0, 0, 1)
    assert district.rows(Staff) == before


def test_an_empty_cell_takes_the_supervisor_away_but_never_a_role(district):
    head = "email,name,campus,supervisor_email,role\n"
    content = f"{head}alma@juniperflats.example,Alma Testwell,Larkspur Elementary,,\n"
    content += "imogen@juniperflats.example,Imogen Fixtura,Larkspur Elementary,,\n"
    assert district.counts("staff", content) == (0, 1, 0, 1)
    assert staff_row(district, "alma@juniperflats.example")["supervisor_id"] is None
    assert staff_row(district, "imogen@juniperflats.example")["role"] == "admin"


def test_a_person_is_deactivated_and_comes_back(district):
    content = "email,name,campus,active\nalma@juniperflats.example,Alma Testwell,Larkspur Elementary,no\n"
    assert district.counts("staff", content) == (0, 0, 1, 0)
    assert staff_row(district, "alma@juniperflats.example")["active"] is False
    assert district.counts("staff", content) == (0, 0, 0, 1)
    assert district.counts("staff", content.replace(",no", ",yes")) == (0, 1, 0, 0)


def test_roles_and_supervisors_change_together(district):
    content = """email,name,campus,role,supervisor_email
greta@juniperflats.example,Greta Exampleson,Larkspur Elementary,aide,imogen@juniperflats.example
alma@juniperflats.example,Alma Testwell,Larkspur Elementary,aide,hollis@juniperflats.example
hollis@juniperflats.example,Hollis Samplemore,Cottonwood Middle,supervisor,
"""
    assert district.counts("staff", content) == (1, 2, 0, 0)
    hollis = staff_row(district, "hollis@juniperflats.example")
    assert staff_row(district, "alma@juniperflats.example")["supervisor_id"] == hollis["id"]
    assert hollis["supervisor_id"] is None


def test_the_care_that_an_iep_orders(district):
    district.database.run(lambda db: ensure_default_catalog(db, district.tenant_id, TODAY, NOW))
    head, milo = "student_id,first_name,last_name,campus,iep_care", "1001,Milo,Gadgetby,Larkspur Elementary"
    assert student_row(district, "1001")["iep_care"] == []
    assert district.counts("students", f"{head}\n{milo},adl.toileting; acc.time adl.toileting\n") == (0, 1, 0, 0)
    assert student_row(district, "1001")["iep_care"] == ["adl.toileting", "acc.time"]
    assert district.counts("students", f"{head}\n{milo},adl.toileting acc.time\n") == (0, 0, 0, 1)
    # A file without the column says nothing of it.
    assert district.counts("students", f"{head.removesuffix(',iep_care')}\n{milo}\n") == (0, 0, 0, 1)
    for wrong, says in (("adl.flying", "no activity"), ("place.gym", "no activity"), ("Toileting!", "small letters")):
        ((line, text),) = district.refused("students", f"{head}\n{milo},{wrong}\n")
        assert line == 2
        assert text.startswith("iep_care:")
        assert says in text
    assert district.counts("students", f"{head}\n{milo},\n") == (0, 1, 0, 0)
    assert student_row(district, "1001")["iep_care"] == []


WRONG_PEOPLE = [
    ("x@juniperflats.example,X,Nowhere,aide,", 2, "campus: There is no campus"),
    ("x@juniperflats.example,X,Larkspur Elementary,aide,x@juniperflats.example", 2, "own supervisor"),
    ("x@juniperflats.example,X,Larkspur Elementary,aide,y@juniperflats.example", 2, "Nobody on the staff list"),
    ("x@juniperflats.example,X,Larkspur Elementary,aide,bruno@juniperflats.example", 2, "is an aide"),
    ("greta@juniperflats.example,Greta,Larkspur Elementary,aide,", 2, "still supervises"),
    ("x@juniperflats.example,X,Larkspur Elementary,boss,", 2, "role: Use one of these words"),
    ("x,X,Larkspur Elementary,aide,", 2, "not an e-mail address"),
    ("x@juniperflats.example,X,,aide,", 2, "campus: This is empty"),
]


def test_people_who_cannot_be_are_refused(district):
    for cells, line, says in WRONG_PEOPLE:
        problems = district.refused("staff", f"email,name,campus,role,supervisor_email\n{cells}\n")
        assert [at for at, _ in problems] == [line], cells
        assert says in problems[0][1]


def test_contract_hours_are_judged_with_what_is_stored(district):
    head = "email,name,campus"
    alma = "alma@juniperflats.example,Alma Testwell,Larkspur Elementary"
    assert district.counts("staff", f"{head},contract_start\n{alma},7:45\n") == (0, 1, 0, 0)
    ((line, text),) = district.refused("staff", f"{head},contract_end\n{alma},4:00\n")
    assert (line, text[:13]) == (2, "contract_end:")
    assert district.counts("staff", f"{head},contract_end\n{alma},4:00 PM\n") == (0, 1, 0, 0)


def test_a_bad_line_does_not_make_other_lines_look_wrong(district):
    content = """email,name,campus,role,supervisor_email,contract_start
x@juniperflats.example,X,Larkspur Elementary,aide,y@juniperflats.example,
y@juniperflats.example,Y,Larkspur Elementary,supervisor,,noon
"""
    ((line, text),) = district.refused("staff", content)
    assert (line, text.split(":")[0]) == (3, "contract_start")


def test_a_student_takes_defaults_and_keeps_what_a_file_leaves_out(empty):
    empty.load("campuses", "name,time_zone\nLarkspur Elementary,America/Chicago\n")
    full = (
        "student_id,first_name,last_name,nickname,date_of_birth,medicaid_id,campus,session_type,iep_minutes_per_day\n"
        "0042,Josephine,Trialton,Posy,4/21/2020,900000004,Larkspur Elementary,Individual,240\n"
    )
    bare = "student_id,first_name,last_name,campus\n"
    bare += "0042,Josephine,Trialton,Larkspur Elementary\n0043,Wren,Stubbins,Larkspur Elementary\n"
    assert empty.counts("students", full) == (1, 0, 0, 0)
    assert empty.counts("students", bare) == (1, 0, 0, 1)
    posy, wren = student_row(empty, "0042"), student_row(empty, "0043")
    assert (posy["date_of_birth"], posy["session_type"], posy["iep_minutes_per_day"]) == (
        date(2020, 4, 21),
        "individual",
        240,
    )
    assert (wren["nickname"], wren["medicaid_id"], wren["session_type"], wren["date_of_birth"]) == ("", "", None, None)
    emptied = full.replace("Posy", "").replace("Individual,240", ",")
    assert empty.counts("students", emptied) == (0, 1, 0, 0)
    assert (student_row(empty, "0042")["nickname"], student_row(empty, "0042")["session_type"]) == ("", None)


WRONG_STUDENTS = [
    ("1004,Pippa,Samplesby,Nowhere,,,", "campus: There is no campus"),
    ("1004,Pippa,Samplesby,Larkspur Elementary,2026-11-19,,", "in the future"),
    ("1004,Pippa,Samplesby,Larkspur Elementary,1980-11-19,,", "years ago"),
    ("1004,Pippa,Samplesby,Larkspur Elementary,,90001,", "9 digits"),
    ("1004,Pippa,Samplesby,Larkspur Elementary,,,1441", "0 to 1440"),
    ("Pippa Samplesby,1004,,Larkspur Elementary,,,", "student_id: Use only"),
    ("1004,,Samplesby,Larkspur Elementary,,,", "first_name: This is empty"),
]


def test_a_refused_student_is_never_named(district):
    head = "student_id,first_name,last_name,campus,date_of_birth,medicaid_id,iep_minutes_per_day"
    for cells, says in WRONG_STUDENTS:
        problems = district.refused("students", f"{head}\n{cells}\n")
        assert {line for line, _ in problems} == {2}
        assert says in problems[0][1]
        assert not {"Pippa", "Samplesby"} & set(str(problems).replace("'", " ").split())


def test_tenants_do_not_see_each_other(district, make_district):
    other = make_district("Other ISD")
    before = [row for row in district.rows(Student) if row["tenant_id"] == district.tenant_id]
    ((_, text),) = other.refused("students", "student_id,first_name,last_name,campus\n1001,A,B,Larkspur Elementary\n")
    assert "no campus" in text
    other.load("campuses", "name,time_zone\nLarkspur Elementary,America/New_York\n")
    assert other.counts("students", "student_id,first_name,last_name,campus\n1001,A,B,Larkspur Elementary\n") == (
        1,
        0,
        0,
        0,
    )
    assert [row for row in district.rows(Student) if row["tenant_id"] == district.tenant_id] == before
