"""Pictures as telephones make them: with places in them, turned, re-compressed."""

import random
from io import BytesIO

from PIL import Image, ImageDraw


def scene(seed=1, size=(320, 240)):
    """A picture that looks like no other seed's."""
    chance = random.Random(seed)
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    for _ in range(40):
        x, y, w, h = (chance.randrange(-40, 320) for _ in range(4))
        colour = tuple(chance.randrange(256) for _ in range(3))
        pen.ellipse((x, y, x + abs(w) + 20, y + abs(h) + 20), fill=colour)
    return image


def photo(seed=1, kind="JPEG", image=None, **save):
    file = BytesIO()
    (image or scene(seed)).save(file, kind, **save)
    return file.getvalue()


def with_place(seed=1, orientation=6):
    """With a GPS place, a camera's name and a note that it is to be turned."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "SecretCamera", "SecretModel", orientation
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 40.0, 50.0), 3: "E", 4: (104.0, 3.0, 2.0)})
    return photo(seed, exif=exif.tobytes())
