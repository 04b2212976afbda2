"""Many people at once: nobody's window, message or trigger reaches somebody else."""

import queue
from concurrent.futures import ThreadPoolExecutor

from sandbox.driver import Page

CROWD = 12


def test_a_crowd_opens_fills_and_sends_its_own_windows(own_server, linked, kit):
    server = own_server()
    app = kit.make_app(server)
    taken = queue.Queue()

    @app.command("/sessions")
    def sessions(ack, body, client):
        view = kit.modal("form", kit.field(), private_metadata=body["user_id"])
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    @app.view("form")
    def form(ack, body):
        taken.put((body["user"]["id"], body["view"]["private_metadata"], body["view"]["state"]["values"]))
        ack()

    linked(server, app)
    linked(server, app)
    pages = [Page(server.url, f"U{n:07d}") for n in range(CROWD)]

    def one(page):
        return [page.post("command", text="/sessions add"), page.submit(kit.typed(f"by {page.user}"))]

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(one, pages))
    assert answers == [[{"ok": True}, {"ok": True}]] * CROWD
    found = [taken.get(timeout=30) for _ in range(CROWD)]
    assert {user for user, _, _ in found} == {each.user for each in pages}
    for user, owner, values in found:
        assert (owner, values) == (user, kit.typed(f"by {user}"))
    assert all(each.state["views"] == [] for each in pages)


def test_posts_from_many_threads_keep_their_order_of_time_stamps(own_server, kit):
    server = own_server()
    client = kit.client_of(server)

    def post(n):
        return client.chat_postMessage(channel="U0000001", text=str(n))["ts"]

    with ThreadPoolExecutor(6) as pool:
        stamps = list(pool.map(post, range(30)))
    assert len(set(stamps)) == 30
    seen = [each["ts"] for each in Page(server.url, "U0000001").state["messages"]]
    assert seen == sorted(stamps)
