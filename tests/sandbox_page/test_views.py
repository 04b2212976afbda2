"""Every view of the app in every state and size, drawn by the page at phone width.

Nothing has to be scrolled sideways and no button is cut. The pictures in test-output/screenshots/views/ are looked at
when a view changes; they are taller than a phone, so that most views are on one picture.
"""

from pathlib import Path

from sandbox.surfaces import View
from tests.sandbox_page.canned import AIDE
from tests.views.drawn import every_example
from tests.views.sizes import every_size

FOLDER = Path(__file__).parents[2] / "test-output" / "screenshots" / "views"
TALL = {"width": 390, "height": 2400}
DRAWN = """
([selector, ids]) => {
  const drawn = [...document.querySelectorAll(`${selector} > *`)].map((node) => node.dataset.block);
  return JSON.stringify(drawn) === JSON.stringify(ids);
}
"""
WRONG = """
(selector) => {
  const root = document.querySelector(selector), wide = document.documentElement.clientWidth;
  const frames = [document.documentElement, root, ...root.querySelectorAll('.block')];
  const sideways = frames.filter((node) => node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0);
  const cut = [...root.closest('[role=dialog], main').querySelectorAll('button')].filter((node) => {
    const place = node.getBoundingClientRect();
    return place.width && (node.scrollWidth > node.clientWidth + 1 || place.left < 0 || place.right > wide);
  });
  return [...sideways, ...cut].map((node) => `${node.tagName}.${node.className}: ${node.textContent.slice(0, 60)}`);
}
"""


def test_every_view_fits_a_phone(fake, phone):
    phone.set_viewport_size(TALL)
    FOLDER.mkdir(parents=True, exist_ok=True)
    views = every_example() | every_size()
    wrong = {}
    for name, view in sorted(views.items(), key=lambda one: one[1]["type"]):
        drawn = View.make(AIDE, view).for_page()
        home = view["type"] == "home"
        selector = "#home .blocks" if home else ".modal-body"
        fake.push(home=drawn, views=[]) if home else fake.push(views=[drawn])
        ids = [block["block_id"] for block in drawn["blocks"]]
        phone.wait_for_function(DRAWN, arg=[selector, ids])
        phone.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=70)
        found = phone.evaluate(WRONG, selector)
        if found:
            wrong[name] = found
    assert wrong == {}
