"""Screenshots, written to test-output/screenshots and looked at when a view changes."""

from pathlib import Path

from tests.e2e.person import Person

FOLDER = Path(__file__).parents[2] / "test-output" / "screenshots"
SIDEWAYS = """
() => [document.documentElement, document.getElementById('main'), ...document.querySelectorAll('.log, .modal-body')]
  .filter((node) => node.getClientRects().length && node.scrollWidth > node.clientWidth).length
"""


class Camera:
    """Takes a screenshot of what a person sees, and holds that nothing has to be scrolled sideways."""

    def __init__(self, person: Person, device: str) -> None:
        self.person = person
        self.device = device
        FOLDER.mkdir(parents=True, exist_ok=True)

    def take(self, name: str) -> None:
        path = FOLDER / f"{name}-{self.device}.png"
        self.person.page.screenshot(path=path, animations="disabled")
        assert self.person.page.evaluate(SIDEWAYS) == 0, name
