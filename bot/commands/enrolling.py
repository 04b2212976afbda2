"""`carelog enroll`: a one-time code for a person, from the command line."""

from datetime import datetime

from sqlalchemy import select

from models.db import Database, DbSession
from models.errors import NotFound
from models.office import EnrolmentCode
from models.services.credential import issue_code
from models.services.people import only_tenant
from models.tables import Staff


def run_enroll(database: Database, email: str, *, now: datetime) -> str:
    """The code with what to do with it. Raises NotFound for nobody on the roster."""

    def work(db: DbSession) -> EnrolmentCode:
        tenant_id = only_tenant(db, at=now)
        query = select(Staff.id).where(Staff.tenant_id == tenant_id, Staff.email == email.strip().lower())
        staff_id = db.execute(query).scalar_one_or_none()
        if staff_id is None:
            raise NotFound("Nobody on the roster has this e-mail address. Import the staff first.")
        return issue_code(db, None, staff_id, tenant_id, at=now)

    code = database.run(work)
    return (
        f"{code.code}\nGive this code to the person in private. It works once, until "
        f"{code.expires_at:%H:%M} UTC, in Carelog's Home tab under Set signing passphrase."
    )
