"""Whatever a page is about, its head says it as text: nothing of it becomes markup, script or another address."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from guildhall.platform.heads import LOCALES, Head, Illustration, Picture, dressed, undressed
from tests.edge.bookings.test_heads import PAGE, Robot

MARKUP = ["</script>", "<script>", "</title>", "</head>", "<!--", "-->", '"', "'", ">", "&lt;", "\\1", "\\u003c", "]]>"]
texts = st.lists(st.sampled_from(MARKUP) | st.text(st.characters(exclude_categories=["Cs"])), max_size=6).map("".join)
WEB_URL = "https://web.example"
HEAD = Head("x", "x", "en", Illustration("x", 1, 1, "x"), {"@type": "x"}, Picture("x", "x", "x"), {"x": {}})
PLAIN = Robot(dressed(PAGE, HEAD, WEB_URL, "/x"))


def spaced(text: str) -> str:
    return " ".join(text.split())


@given(title=texts, description=texts, alt=texts, name=texts, path=texts, asked=texts | st.sampled_from([*LOCALES]))
def test_a_robot_reads_exactly_what_was_said(
    title: str, description: str, alt: str, name: str, path: str, asked: str
) -> None:
    said = {"name": name, title: [alt]}
    picture = Picture("image/avif", f"{WEB_URL}/i.avif 1w {name}", alt)
    head = Head(title, description, "ur", Illustration(f"{WEB_URL}/i.webp", 1, 2, alt), said, picture, {name: said})

    robot = Robot(dressed(PAGE, head, WEB_URL, f"/{path}", asked))

    assert spaced(robot.title) == robot.metas["og:title"] == spaced(title)
    assert robot.metas.get("og:image:alt", "") == spaced(alt)
    assert json.loads(robot.data) == said
    assert json.loads(robot.answers) == {name: said}
    assert [each["imagesizes"] for each in robot.preloads] == [spaced(alt)]
    assert spaced(description).startswith(robot.metas.get("description", "").removesuffix("…"))
    assert robot.links["canonical"].startswith(f"{WEB_URL}/")
    assert robot.scripts == PLAIN.scripts
    assert set(robot.metas) <= set(PLAIN.metas)
    assert set(robot.links) == set(PLAIN.links)
    assert robot.root == {"lang": "ur", "dir": "rtl"}


@given(title=texts)
def test_a_page_that_is_not_there_says_only_so(title: str) -> None:
    robot = Robot(undressed(PAGE, title, "en"))

    assert spaced(robot.title) == spaced(title)
    assert (robot.scripts, robot.links) == (Robot(PAGE).scripts, {})
