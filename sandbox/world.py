"""The parts of a running workspace, handed around together."""

from dataclasses import dataclass

from sandbox.faults import Faults
from sandbox.socket_mode import Link
from sandbox.workspace import Workspace


@dataclass(frozen=True)
class World:
    """State, the connection to the app, and the faults that tests have switched on."""

    workspace: Workspace
    link: Link
    faults: Faults
