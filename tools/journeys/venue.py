"""The restaurant of the demonstration data: its owner sets it up and takes reservations, through the public API."""

from __future__ import annotations

import http.client
import io
import json
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw

from tools.journeys.people import Person
from tools.journeys.steps import StepFailed, eventually

DATA = Path(__file__).with_name("chez_nour.json")
DAYS = 4
"""Reservations are made for today and the days after it."""
SIZE = (1600, 1000)
Shape = tuple[str, tuple[int, int, int, int], str]

PICTURES: dict[str, tuple[str, list[Shape]]] = {
    "room": (
        "#23333a",
        [
            ("rectangle", (0, 700, 1600, 1000), "#6e4a33"),
            ("rectangle", (620, 240, 980, 700), "#14181a"),
            ("ellipse", (690, 470, 910, 690), "#c8502e"),
            ("ellipse", (745, 540, 855, 690), "#f0a848"),
            *(("ellipse", (x, 660, x + 240, 790), "#d8c8ab") for x in (90, 360, 1020, 1290)),
            *(("rectangle", (x, 120, x + 130, 400), "#7fa3b8") for x in (140, 1310)),
        ],
    ),
    "plate": (
        "#b5a684",
        [
            ("ellipse", (380, 90, 1220, 930), "#efe9dc"),
            ("ellipse", (470, 180, 1130, 840), "#dfd6c3"),
            ("polygon", (560, 620, 900, 330), "#b4743a"),
            ("polygon", (760, 690, 1060, 420), "#a2632c"),
            ("ellipse", (560, 330, 700, 470), "#6f2f1d"),
        ],
    ),
    "grill": (
        "#1d1a19",
        [
            ("rectangle", (0, 620, 1600, 1000), "#3a2420"),
            *(("ellipse", (x, 640, x + 190, 800), "#c2482a") for x in range(0, 1600, 230)),
            *(("rectangle", (120, y, 1480, y + 14), "#8d8f8c") for y in (220, 400, 580)),
            *(
                ("rectangle", (x, y - 46, x + 210, y + 60), "#8a4a2a")
                for y in (220, 400)
                for x in (220, 520, 820, 1120)
            ),
        ],
    ),
    "pot": (
        "#7d8f86",
        [
            ("rectangle", (0, 720, 1600, 1000), "#c9b48c"),
            ("ellipse", (360, 190, 1240, 890), "#2c3032"),
            ("ellipse", (430, 250, 1170, 780), "#4b2e22"),
            ("ellipse", (640, 380, 900, 560), "#e6cf94"),
        ],
    ),
}


def draw(name: str) -> bytes:
    """Return a picture as JPEG: flat shapes on one ground, nobody's photograph."""
    ground, shapes = PICTURES[name]
    image = Image.new("RGB", SIZE, ground)
    brush = ImageDraw.Draw(image)
    for kind, (left, top, right, bottom), colour in shapes:
        if kind == "ellipse":
            brush.ellipse((left, top, right, bottom), fill=colour)
        elif kind == "polygon":  # a triangle on its base
            brush.polygon([(left, top), (right, top), ((left + right) // 2, bottom)], fill=colour)
        else:
            brush.rectangle((left, top, right, bottom), fill=colour)
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=88)
    return kept.getvalue()


class DemonstrationVenue:
    """Chez Nour. owner: an account with the role venue."""

    def __init__(self, owner: Person) -> None:
        self._api = owner.api
        self._data: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
        self._path = ""

    def open(self) -> str:
        """Write everything that guests see, draw the floor, and publish; return the path of its page."""
        venue = self._api.post("/v1/venues", self._data["venue"])
        self._path = f"/v1/venues/{venue['venue_id']}"
        self._put("/opening", self._data["opening"])
        self._put("/policy", self._data["policy"])
        self._put("/floor-plan", self._data["floor"])
        images = {name: self._upload(name, texts) for name, texts in self._data["images"].items()}
        dishes = self._write_menu(images)
        for page in self._data["pages"]:
            self._write_page(page, images, dishes)
        self._api.post(f"{self._path}/publish")
        return f"/venues/{venue['slug']}"

    def take_reservations(self) -> int:
        """Make reservations for the coming days as staff do on the telephone; return how many there are."""
        zone = ZoneInfo(self._data["venue"]["time_zone"])
        now = datetime.now(zone)
        days = self._api.get(f"{self._path}/days", first_on=str(now.date()), count=str(DAYS))["items"]
        made = 0
        for number, day in enumerate(each for each in days if each["is_open"]):
            # Every day is a little different, the same every time.
            for each in self._data["guests"][number % 3 :]:
                if datetime.fromisoformat(f"{day['on']}T{each['at']}").replace(tzinfo=zone) > now + timedelta(hours=1):
                    self._reserve(day["on"], each)
                    made += 1
        return made

    def _put(self, place: str, body: Any) -> None:
        path = self._path + place
        self._api.put(path, body, match=self._api.etag(path))

    def _reserve(self, on: str, guest: dict[str, Any]) -> None:
        body = {
            "starts_at": f"{on}T{guest['at']}",
            "party": guest["party"],
            "guest": {"name": guest["name"], "phone": "+33612345678", "language": "fr"},
            "requests": guest["requests"],
            "allow_second": True,  # the invented guests share one telephone
        }
        made = self._api.post(f"{self._path}/reservations", body)
        if guest["note"]:
            self._api.post(f"{self._path}/reservations/{made['reservation_id']}/notes", {"text": guest["note"]})

    def _write_menu(self, images: dict[str, str]) -> list[str]:
        dishes = []
        for part in self._data["menu"]:
            category = self._api.post(f"{self._path}/menu/categories", {"names": part["names"]})
            for dish in part["dishes"]:
                picture = images.get(dish.pop("image", ""))
                body = {**dish, "category_id": category["category_id"], "image_id": picture}
                dishes.append(self._api.post(f"{self._path}/menu/dishes", body)["dish_id"])
        return dishes

    def _write_page(self, given: dict[str, Any], images: dict[str, str], dishes: list[str]) -> None:
        sections = []
        for section in given["page"]["sections"]:
            names = section.pop("images", [])
            section["image_ids"] = [images[name] for name in names]
            section["dish_ids"] = dishes[0:1] + dishes[3:4] + dishes[6:7] if section["kind"] == "menu_preview" else []
            sections.append(section)
        path = f"{self._path}/site/pages/{given['kind']}/{given['language']}"
        self._api.put(path, {"title": given["page"]["title"], "sections": sections}, match='"0"')

    def _upload(self, name: str, texts: list[dict[str, str]]) -> str:
        content = draw(name)
        announced = {"content_type": "image/jpeg", "size_bytes": len(content), "texts": texts}
        made = self._api.post(f"{self._path}/site/images", announced)
        image_id = str(made["image"]["image_id"])
        _post_form(made["upload"]["url"], made["upload"]["fields"], content)
        self._api.post(f"{self._path}/site/images/{image_id}/confirm")
        eventually(f"the image {name}", lambda: self._status(image_id) == "ready")
        return image_id

    def _status(self, image_id: str) -> str:
        items = self._api.get(f"{self._path}/site/images")["items"]
        return str(next(each["status"] for each in items if each["image_id"] == image_id))


def _post_form(url: str, fields: dict[str, str], content: bytes) -> None:
    """Post multipart/form-data as a browser would: the fields, then the file (RFC 7578)."""
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n'
    parts.append(f"{head}Content-Type: image/jpeg\r\n\r\n".encode() + content + f"\r\n--{mark}--\r\n".encode())
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port or 80, timeout=60)
    try:
        connection.request(
            "POST", place.path or "/", b"".join(parts), {"Content-Type": f"multipart/form-data; boundary={mark}"}
        )
        answer = connection.getresponse()
        said = answer.read()
    finally:
        connection.close()
    if answer.status >= http.client.BAD_REQUEST:
        raise StepFailed(f"the store answered {answer.status}: {said[:300]!r}")
