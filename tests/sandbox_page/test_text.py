"""Slack's text: each mark becomes the right element, and data never becomes markup."""

from playwright.sync_api import Page, expect

from tests.sandbox_page import canned
from tests.sandbox_page.canned import home, plain, section
from tests.sandbox_page.fake import Fake

MRKDWN = [
    ("*bold* and _italic_ and ~gone~", "<strong>bold</strong> and <em>italic</em> and <s>gone</s>"),
    ("*bold _both_*", "<strong>bold <em>both</em></strong>"),
    ("snake_case_name 2*3*4 * no *", "snake_case_name 2*3*4 * no *"),
    ("(*a*), *b*.", "(<strong>a</strong>), <strong>b</strong>."),
    ("`*raw* &amp;`", "<code>*raw* &amp;</code>"),
    ("```\none\n *two*```", "<pre><code>one\n *two*</code></pre>"),
    (
        "before\n> quoted *b*\n> more\nafter",
        "before<blockquote>quoted <strong>b</strong><br>more</blockquote>after",
    ),
    ("&gt; escaped quote", "<blockquote>escaped quote</blockquote>"),
    ("a\nb\n\nc", "a<br>b<br><br>c"),
    (":white_check_mark: :no_such_code: 10:30:15", "✅ :no_such_code: 10:30:15"),
    ("&lt;img src=x&gt; &amp;amp;", "&lt;img src=x&gt; &amp;amp;"),
    ("<@U0AIDE>", '<span class="mention me">@Robin Sample</span>'),
    ("<@U0LEAD>", '<span class="mention">@Casey Placeholder</span>'),
    ("<!here>", '<span class="mention">@here</span>'),
    (
        "<https://school.example/a?b=1&amp;c=2|the *page*>",
        '<a href="https://school.example/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer">the *page*</a>',
    ),
    ("<javascript:alert(1)|press>", "press"),
    ("<!date^1795449600^{date_short} at {time}|then>", '<time title="then">Nov 23, 2026 at 10:00 AM</time>'),
    ("<!date^1795449600^{date_pretty}|then>", '<time title="then">today</time>'),
]


def drawn(page: Page, fake: Fake, texts: list[str]) -> list[str]:
    fake.push(home=home([section(text, block_id=f"case{at}") for at, text in enumerate(texts)]))
    expect(page.locator(f"[data-block=case{len(texts) - 1}]")).to_be_visible()
    return page.locator("[data-block^=case] .text").evaluate_all("nodes => nodes.map((node) => node.innerHTML)")


def test_mrkdwn(page: Page, fake: Fake):
    texts = [text for text, _ in MRKDWN]
    assert dict(zip(texts, drawn(page, fake, texts), strict=True)) == dict(MRKDWN)


def test_data_never_becomes_markup(page: Page, fake: Fake):
    texts = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<javascript:alert(1)>", "*<b>x</b>*"]
    for html in drawn(page, fake, texts):
        assert not any(tag in html for tag in ("<script", "<img", "<a", "<b>"))


def test_plain_text_takes_no_marks_but_emoji(page: Page, fake: Fake):
    block = {"type": "section", "block_id": "p", "text": plain("*no* <b>x</b> :star:")}
    fake.push(home=home([block]))
    expect(page.locator("[data-block=p] .text")).to_have_text("*no* <b>x</b> ⭐")
    assert page.locator("[data-block=p] b").count() == 0


def test_rich_text_lists_and_styles(page: Page, fake: Fake):
    def run(text: str, **style: bool) -> dict[str, object]:
        return {"type": "text", "text": text, "style": style}

    def part(kind: str, *inside: object, **more: object) -> dict[str, object]:
        return {"type": kind, "elements": list(inside), **more}

    block = part(
        "rich_text",
        part("rich_text_section", run("Hello "), run("you", bold=True), {"type": "emoji", "name": "wave"}),
        part("rich_text_list", part("rich_text_section", run("one")), style="ordered"),
        part("rich_text_quote", {"type": "user", "user_id": canned.LEAD}),
        part("rich_text_preformatted", run("code <b>")),
        block_id="r",
    )
    fake.push(home=home([block]))
    rich = page.locator("[data-block=r]")
    expect(rich.locator("strong")).to_have_text("you")
    expect(rich.locator("ol li")).to_have_text("one")
    expect(rich.locator("blockquote")).to_have_text("@Casey Placeholder")
    expect(rich.locator("pre")).to_have_text("code <b>")
    expect(rich).to_contain_text("👋")


def test_other_blocks_are_drawn_or_named(page: Page, fake: Fake):
    blocks = [
        {
            "type": "image",
            "block_id": "i",
            "image_url": "/static/icon.svg",
            "alt_text": "A tick",
            "title": plain("Logo"),
        },
        {"type": "image", "block_id": "o", "image_url": "https://elsewhere.example/a.png", "alt_text": "A chart"},
        {"type": "alert", "block_id": "a", "level": "warning", "text": plain("Two sessions overlap.")},
        {"type": "context", "block_id": "c", "elements": [plain("Small"), canned.md("*print*")]},
        {"type": "hologram", "block_id": "h"},
    ]
    fake.push(home=home(blocks))
    expect(page.get_by_role("img", name="A tick")).to_be_visible()
    assert page.get_by_role("img", name="A tick").evaluate("node => node.naturalWidth") > 0
    expect(page.get_by_role("img", name="A chart")).to_be_visible()
    expect(page.get_by_role("note")).to_contain_text("Two sessions overlap.")
    expect(page.get_by_text("This page cannot show “hologram”.")).to_be_visible()
