"""Files as people have them: pictures from phones and microscopes, masks of other tools, splits
under other names, what systems leave behind; each read as it is meant, or named in a sentence."""
import multiprocessing
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageOps
from scipy.io import wavfile
from skimage.util import img_as_ubyte

from course_utils import pictures, recordings
from course_utils.data import load
from course_utils.errors import DataError, DataWarning
from course_utils.files import text
from course_utils.readers import VOID


def save(path: Path, array, mode=None, **options) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.asarray(array), mode).save(path, **options)
    return path


def grey(path: Path, height=8, width=8, shade=100) -> Path:
    return save(path, np.full((height, width, 3), shade, np.uint8))


def annotation(path: Path, *objects, more="") -> Path:
    """objects: (name, x1, y1, x2, y2)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("<annotation>" + more + "".join(
        f"<object><name>{name}</name><bndbox><xmin>{a}</xmin><ymin>{b}</ymin><xmax>{c}</xmax>"
        f"<ymax>{d}</ymax></bndbox></object>" for name, a, b, c, d in objects) + "</annotation>",
        encoding="utf-8")
    return path


def said(call) -> list[str]:
    """The sentences of the DataWarnings of a call."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call()
    return [str(w.message) for w in caught if issubclass(w.category, DataWarning)]


# --- pictures -------------------------------------------------------------------------------------

@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_as_its_exif_orientation_says(tmp_path, orientation):
    note = Image.Exif()
    note[0x0112] = orientation
    ramp = np.add.outer(np.arange(8) * 20, np.arange(12) * 5).astype(np.uint8)
    path = save(tmp_path / "1.png", ramp, exif=note)
    with Image.open(path) as stored:
        upright = np.array(ImageOps.exif_transpose(stored))
    assert np.array_equal(pictures.open_picture(path)[..., 0], upright)
    assert pictures.size_of(path) == upright.shape[::-1]
    assert np.array_equal(pictures.open_labels(path), upright)


def test_boxes_and_masks_of_a_turned_picture_are_those_of_the_upright_one(tmp_path):
    note = Image.Exif()
    note[0x0112] = 6
    stored = np.zeros((40, 60, 3), np.uint8)
    stored[:, :30] = 255                          # upright: 40 wide, 60 high, the upper half white
    save(tmp_path / "voc/JPEGImages/1.jpg", stored, exif=note, quality=95)
    annotation(tmp_path / "voc/Annotations/1.xml", ("white", 1, 1, 40, 30))
    found = load(f"voc:{tmp_path / 'voc'}", size=(60, 40))
    assert found.targets[0]["boxes"].tolist() == [[0, 0, 40, 30]]
    assert found.images[0, :, :28].min() > 240 and found.images[0, :, 32:].max() < 15
    annotation(tmp_path / "voc/Annotations/1.xml", ("white", 1, 1, 30, 40),
               more="<size><width>60</width><height>40</height></size>")
    with pytest.raises(DataError, match="60×40 pixels, .* has 40×60.*EXIF"):
        load(f"voc:{tmp_path / 'voc'}")
    save(tmp_path / "seg/images/1.jpg", stored, exif=note)
    save(tmp_path / "seg/masks/1.png", (np.arange(60)[:, None] < 30).repeat(40, 1).astype(np.uint8))
    assert load(f"masks:{tmp_path / 'seg'}", size=(60, 40)).targets[0, :30].all()


RAMP = np.linspace(0, 1, 64 * 64).reshape(64, 64)


@pytest.mark.parametrize("what, array, suffix", [
    ("16 bits", (RAMP * 65535).astype(np.uint16), ".png"),
    ("16 bits", (RAMP * 65535).astype(np.uint16), ".tif"),
    ("12 bits", (RAMP * 4095).astype(np.uint16), ".png"),
    ("32 bits", (RAMP * 200_000 - 1000).astype(np.int32), ".tif"),
    ("floats", RAMP.astype(np.float32), ".tif"),
    ("floats of any range", (RAMP * 90 - 40).astype(np.float32), ".tif")])
def test_deep_greys_keep_their_shades(tmp_path, what, array, suffix):
    found = pictures.open_picture(save(tmp_path / f"ramp{suffix}", array))
    assert found.dtype == np.uint8 and found.shape == (64, 64, 3)
    assert np.abs(found[..., 0].astype(int) - img_as_ubyte(RAMP)).max() <= 1


def test_deep_greys_that_are_dark_or_constant_or_no_numbers(tmp_path):
    dark = save(tmp_path / "dark.png", np.full((4, 4), 130, np.uint16))
    assert (pictures.open_picture(dark) == 130).all()          # 8 bits in a file of 16
    assert (pictures.open_picture(save(tmp_path / "c.tif", np.full((4, 4), 7.5, np.float32))) == 0
            ).all()
    with pytest.raises(DataError, match=r"nan\.tif holds pixels without a value"):
        pictures.open_picture(save(tmp_path / "nan.tif", np.full((4, 4), np.nan, np.float32)))


def test_transparent_parts_are_white_whatever_colour_lies_under_them(tmp_path):
    red = np.zeros((4, 4, 4), np.uint8)
    red[..., 0], red[2:, :, 3] = 255, 255
    for suffix in ("png", "webp"):
        found = pictures.open_picture(save(tmp_path / f"a.{suffix}", red))
        assert (found[:2] == 255).all() and (found[2:, :, 1:] < 20).all()
    palette = Image.fromarray(red).quantize(4)
    palette.save(tmp_path / "p.gif", transparency=palette.getpixel((0, 0)))
    assert (pictures.open_picture(tmp_path / "p.gif")[:2] == 255).all()
    half = np.full((4, 4, 2), 128, np.uint8)
    half[..., 0] = 0
    assert abs(int(pictures.open_picture(save(tmp_path / "la.png", half, "LA"))[0, 0, 0]) - 127) < 2


@pytest.mark.parametrize("content, sentence", [
    (b"", "zero bytes"), (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
    (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", "Git LFS"),
    (b"\n<!DOCTYPE html><html>", "a web page"), (b"%PDF-1.7", "a PDF"), (b"nonsense", "damaged")])
def test_what_is_no_picture_is_named(tmp_path, content, sentence):
    for kind, place in (("folder", "a/x.jpg"), ("pictures", "x.jpg"), ("voc", "JPEGImages/x.jpg"),
                        ("masks", "images/x.jpg")):
        root = tmp_path / kind
        grey(root / "masks/x.png"), annotation(root / "Annotations/x.xml")
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_bytes(content)
        if kind == "folder":
            root = root / "only"
            grey(root / "b/y.png")
            (root / "a").mkdir()
            (root / "a/x.jpg").write_bytes(content)
        with pytest.raises(DataError, match=rf"x\.jpg cannot be read as a picture .*{sentence}"):
            load(f"{kind}:{root}")


def test_of_several_frames_the_first_is_read_and_it_is_said(tmp_path):
    frames = [Image.fromarray(np.full((8, 8), shade, np.uint8)) for shade in (10, 200)]
    frames[0].save(tmp_path / "stack.tif", save_all=True, append_images=frames[1:])
    sentence, = said(lambda: load(f"pictures:{tmp_path}"))
    assert "several frames" in sentence and "stack.tif" in sentence
    assert (load(f"pictures:{tmp_path}").images == 10).all()


def test_prints_and_bits(tmp_path):
    """What others met: matconvnet 91 (CMYK), Pillow 7045 (fewer than 8 bits a pixel)."""
    red = np.zeros((8, 8, 3), np.uint8)
    red[..., 0] = 200
    Image.fromarray(red).convert("CMYK").save(tmp_path / "cmyk.jpg", quality=95)
    found = pictures.open_picture(tmp_path / "cmyk.jpg").astype(int)
    assert np.abs(found - red).max() < 6
    steps = np.tile(np.arange(4, dtype=np.uint8) * 85, (4, 1))
    for bits in (2, 4):
        Image.fromarray(steps).save(tmp_path / "steps.png", bits=bits)
        assert np.array_equal(pictures.open_picture(tmp_path / "steps.png")[..., 0], steps)
    Image.fromarray(steps > 100).save(tmp_path / "bit.png")
    assert np.unique(pictures.open_picture(tmp_path / "bit.png")).tolist() == [0, 255]


def test_a_picture_too_large_to_open_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 20)
    with pytest.raises(DataError, match=r"1\.png has more than 40 pixels.*Scale it down"):
        pictures.open_picture(grey(tmp_path / "1.png"))


# --- what lies in folders -------------------------------------------------------------------------

def test_what_systems_leave_in_folders_is_passed_over(tmp_path):
    grey(tmp_path / "voc/JPEGImages/1.png"), annotation(tmp_path / "voc/Annotations/1.xml",
                                                        ("a", 1, 1, 4, 4))
    grey(tmp_path / "kinds/a/1.png"), grey(tmp_path / "kinds/b/1.png")
    (tmp_path / "wav").mkdir(), (tmp_path / "text").mkdir()
    wavfile.write(tmp_path / "wav/a_me_0.wav", 8000, np.ones(800, np.int16))
    for kind in "ab":
        (tmp_path / f"text/{kind}.txt").write_text("one\ntwo\nthree\nfour\nfive\n")
    for left in ("voc/JPEGImages/._1.png", "voc/Annotations/._1.xml", "wav/._a_me_0.wav",
                 "kinds/a/._1.png", "kinds/__MACOSX/a/._1.png", "kinds/.ipynb_checkpoints/x",
                 "kinds/a/Thumbs.db", "kinds/.DS_Store", "text/._a.txt", "text/desktop.ini"):
        (tmp_path / left).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / left).write_bytes(b"\0\5\x16\7\0\2\0\0Mac OS X")
    for what in ("voc", "wav", "text"):
        assert said(lambda what=what: load(f"{what}:{tmp_path / what}")) == []
    assert said(lambda: load(f"folder:{tmp_path / 'kinds'}")) == []
    assert load(f"folder:{tmp_path / 'kinds'}").classes == ["a", "b"]


def test_what_is_not_read_is_counted_and_said(tmp_path):
    for i in range(3):
        grey(tmp_path / f"kinds/a/{i}.png")
        (tmp_path / f"kinds/a/{i}.heic").write_bytes(b"x")
    grey(tmp_path / "kinds/loose.png")
    sentence, = said(lambda: load(f"folder:{tmp_path / 'kinds'}"))
    assert "not read: .heic: 3" in sentence and ".png: 1" in sentence
    for i in range(3):
        grey(tmp_path / f"voc/JPEGImages/{i}.png")
    annotation(tmp_path / "voc/Annotations/1.xml", ("a", 1, 1, 4, 4))
    sentence, = said(lambda: load(f"voc:{tmp_path / 'voc'}"))
    assert ".png: 2" in sentence and "an empty one" in sentence
    for i in range(3):
        save(tmp_path / f"seg/masks/{i}.png", np.eye(8, dtype=np.uint8))
    grey(tmp_path / "seg/images/1.png")
    assert ".png: 2" in said(lambda: load(f"masks:{tmp_path / 'seg'}"))[0]


def test_a_class_folder_without_readable_pictures_says_what_lies_there(tmp_path):
    grey(tmp_path / "b/1.png")
    (tmp_path / "a").mkdir()
    (tmp_path / "a/1.heic").write_bytes(b"x")
    with pytest.raises(DataError, match=r"a holds no pictures .*, but \.heic"):
        load(f"folder:{tmp_path}")


@pytest.mark.parametrize("train, held", [
    ("train", "validation"), ("Train", "Test"), ("training", "testing"), ("train", "eval"),
    ("TRAIN", "dev"), ("Training", "Valid")])
def test_splits_under_usual_names(tmp_path, train, held):
    for part, n in ((train, 6), (held, 2)):
        for i in range(n):
            grey(tmp_path / "kinds" / part / "cat" / f"{i}.png")
            grey(tmp_path / "kinds" / part / "dog" / f"{i}.png")
            grey(tmp_path / "seg" / part / "images" / f"{i}.png")
            save(tmp_path / "seg" / part / "masks" / f"{i}.png", np.eye(8, dtype=np.uint8))
    kinds, seg = load(f"folder:{tmp_path / 'kinds'}"), load(f"masks:{tmp_path / 'seg'}")
    assert kinds.classes == ["cat", "dog"] and len(kinds.train) == 12 and len(kinds.test) == 4
    assert len(seg.train) == 6 and len(seg.test) == 2


def test_splits_of_three_parts_of_one_and_of_none(tmp_path):
    for i in range(5):
        for part in ("train", "val", "test"):
            grey(tmp_path / "three" / part / "cat" / f"{i}.png")
        grey(tmp_path / "one/train/cat" / f"{i}.png")
    three, one = load(f"folder:{tmp_path / 'three'}"), load(f"folder:{tmp_path / 'one'}")
    assert len(three.train) == 10 and len(three.test) == 5       # val is trained on
    assert len(one.train) == 4 and len(one.test) == 1
    grey(tmp_path / "three/extra/cat/1.png")
    assert "folders: 1" in said(lambda: load(f"folder:{tmp_path / 'three'}"))[0]
    grey(tmp_path / "three/training/cat/1.png")
    with pytest.raises(DataError, match="train/ and training/.* both look like the train part"):
        load(f"folder:{tmp_path / 'three'}")
    grey(tmp_path / "held/test/cat/1.png")
    with pytest.raises(DataError, match="test is there and no .*train. Put"):
        load(f"folder:{tmp_path / 'held'}")


def test_pictures_outside_every_part_are_not_left_out_silently(tmp_path):
    for place in ("", "test/"):
        grey(tmp_path / f"{place}images/1.png")
        save(tmp_path / f"{place}masks/1.png", np.eye(8, dtype=np.uint8))
    with pytest.raises(DataError, match="test is there and no .*train"):
        load(f"masks:{tmp_path}")
    grey(tmp_path / "train/images/1.png")
    save(tmp_path / "train/masks/1.png", np.eye(8, dtype=np.uint8))
    with pytest.raises(DataError, match="images lies beside train/"):
        load(f"masks:{tmp_path}")


# --- VOC ------------------------------------------------------------------------------------------

@pytest.fixture
def voc(tmp_path):
    for name in ("a", "b", "c", "IMG 01", "IMG 02", "x.1"):
        grey(tmp_path / f"JPEGImages/{name}.jpg", height=16, width=20)
        annotation(tmp_path / f"Annotations/{name}.xml", ("cell", 1, 1, 10, 10))
    (tmp_path / "ImageSets/Main").mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize("content, wanted", [
    (b"\xef\xbb\xbfa\r\nb\r\n", {"a", "b"}), (b"a.jpg\nb.jpg\n\n", {"a", "b"}),
    (b"a  1\nb -1\n", {"a", "b"}), (b"IMG 01\nIMG 02", {"IMG 01", "IMG 02"}),
    (b"IMG 01.jpg 1\n", {"IMG 01"}), (b"x.1\n", {"x.1"}),
    ("a\nc\n".encode("utf-16"), {"a", "c"}), (b"JPEGImages/c.jpg\n", {"c"})])
def test_lists_of_what_is_held_out(voc, content, wanted):
    (voc / "ImageSets/Main/test.txt").write_bytes(content)
    names = sorted(p.stem for p in (voc / "Annotations").iterdir())
    found = load(f"voc:{voc}")
    assert {n for n, held in zip(names, found.held_out, strict=True) if held} == wanted


def test_lists_that_name_nothing_stop(voc):
    listed = voc / "ImageSets/Main/test.txt"
    listed.write_text("a\nnobody\n")
    with pytest.raises(DataError, match=r"line 2 of .*test\.txt names 'nobody'"):
        load(f"voc:{voc}")
    listed.write_text("\n\n")
    with pytest.raises(DataError, match=r"test\.txt is empty"):
        load(f"voc:{voc}")
    listed.rename(listed.with_name("val.txt")).write_text("b\n")
    assert len(load(f"voc:{voc}").test) == 1


def test_voc_labels_are_looked_at(voc):
    first = voc / "Annotations/a.xml"
    annotation(first, ("", 1, 1, 4, 4))
    with pytest.raises(DataError, match=r"a\.xml: the object at 1, 1, 4, 4 has no name"):
        load(f"voc:{voc}")
    annotation(first, (" cell ", 1, 1, 4, 4), ("cell", 5, 5, 5, 9))
    sentence, = said(lambda: load(f"voc:{voc}"))
    assert "boxes without area, left out: 1" in sentence and "a.xml" in sentence
    found = load(f"voc:{voc}")
    assert found.classes == ["cell"] and len(found.targets[2]["boxes"]) == 1
    annotation(first, ("Cell", 1, 1, 4, 4))
    sentence, = said(lambda: load(f"voc:{voc}"))
    assert "'Cell' (1 objects) and 'cell' (5) are taken for two classes" in sentence
    size = "<size><width>{}</width><height>{}</height></size>".format
    annotation(first, ("cell", 1, 1, 4, 4), more=size(40, 32))
    with pytest.raises(DataError, match=r"a\.xml was made for .* 40×32 pixels, .* has 20×16"):
        load(f"voc:{voc}")
    annotation(first, ("cell", 1, 1, 4, 4), more=size(0, 0))
    assert len(load(f"voc:{voc}")) == 6            # tools that do not know the size write 0


@pytest.mark.parametrize("encoding", ["GBK", "windows-1251", "utf-8-sig", "utf-16"])
def test_annotations_in_any_declared_encoding(voc, encoding):
    name = "狗" if encoding == "GBK" else "пёс"
    body = (voc / "Annotations/a.xml").read_text().replace("cell", name)
    declared = "" if encoding == "utf-8-sig" else f'<?xml version="1.0" encoding="{encoding}"?>'
    (voc / "Annotations/a.xml").write_bytes((declared + body).encode(encoding))
    assert set(load(f"voc:{voc}").classes) == {"cell", name}
    (voc / "Annotations/a.xml").write_bytes(body.encode("gbk"))
    with pytest.raises(DataError, match=r"a\.xml is not text in utf-8: line 1"):
        load(f"voc:{voc}")


def test_objects_of_other_forms_are_named(voc):
    """VOC's people have parts with boxes of their own; polygons have none."""
    part = ("<object><part><name>head</name><bndbox><xmin>5</xmin><ymin>5</ymin><xmax>6</xmax>"
            "<ymax>6</ymax></bndbox></part><name>person</name><bndbox><xmin>1.5</xmin>"
            "<ymin>1</ymin><xmax>10</xmax><ymax>10</ymax></bndbox></object>")
    (voc / "Annotations/a.xml").write_text(f"<annotation>{part}</annotation>")
    found = load(f"voc:{voc}", size=(16, 20))
    assert found.classes == ["cell", "person"]
    assert found.targets[2]["boxes"].tolist() == [[0.5, 0, 10, 10]]
    annotation(voc / "Annotations/a.xml", more="<object><name>x</name><polygon/></object>")
    with pytest.raises(DataError, match=r"a\.xml is not .* no bndbox; polygons"):
        load(f"voc:{voc}")


def test_other_forms_of_labels_are_named(voc):
    for file in (voc / "Annotations").iterdir():
        file.unlink()
    (voc / "Annotations/a.txt").write_text("0 0.5 0.5 0.2 0.2")
    with pytest.raises(DataError, match=r"no \.xml files, but a\.txt: convert it .*YOLO"):
        load(f"voc:{voc}")


# --- masks ----------------------------------------------------------------------------------------

def masks(root: Path, array, n=3, suffix=".png", **options) -> str:
    for i in range(n):
        grey(root / f"images/{i}.png")
        save(root / f"masks/{i}{suffix}", array, **options)
    return f"masks:{root}"


def half(low, high, dtype=np.uint8):
    array = np.full((8, 8), low, dtype)
    array[4:] = high
    return array


def test_masks_of_0_and_255_are_two_classes_and_it_is_said(tmp_path):
    name = masks(tmp_path, half(0, 255))
    sentence, = said(lambda: load(name, size=8))
    assert "0 and 255 alone" in sentence and "void=255" in sentence
    found = load(name, size=8)
    assert found.classes == ["0", "1"] and found.targets.unique().tolist() == [0, 1]
    sentence, = said(lambda: load(name, size=8, void=255))
    assert "one class alone, 0" in sentence
    one = masks(tmp_path / "bits", half(0, 1).astype(bool))
    assert load(one, size=8).targets.unique().tolist() == [0, 1]


def test_void_that_swallows_everything(tmp_path):
    for k, (value, options) in enumerate(((255, {}), (7, {"void": 7}))):
        name = masks(tmp_path / str(k), np.full((8, 8), value, np.uint8))
        with pytest.raises(DataError, match="every pixel of the masks is void"):
            load(name, size=8, **options)


@pytest.mark.parametrize("array, sentence", [
    (half(0, 85) + np.eye(8, dtype=np.uint8) * 85, r"3 different labels up to 170 .*stretched"),
    (np.arange(64, dtype=np.uint8).reshape(8, 8), "64 different labels up to 63 .*smoothed"),
    (half(0, 2001, np.uint16), "the label 2001, and classes are 0 to 254.*instances"),
    (half(0, -1, np.int32), "the label -1")])
def test_labels_that_are_no_classes(tmp_path, array, sentence):
    suffix = ".tif" if array.dtype == np.int32 else ".png"
    with pytest.raises(DataError, match=sentence):
        load(masks(tmp_path, array, suffix=suffix), size=8)


def test_values_say_which_grey_is_which_class(tmp_path):
    array = half(0, 85)
    array[0] = 170
    name = masks(tmp_path, array)
    found = load(name, size=8, values=[85, 0], void=170)
    assert found.targets[0, :, 0].tolist() == [VOID, 1, 1, 1, 0, 0, 0, 0]
    with pytest.raises(DataError, match=r"holds 170, which is not among values=\[0, 85\]"):
        load(name, values=[0, 85])


def test_masks_that_are_jpeg_or_in_colours_or_grey_in_three_channels(tmp_path):
    with pytest.raises(DataError, match=r"0\.jpg is a JPEG"):
        load(masks(tmp_path / "jpeg", half(0, 1), suffix=".jpg"))
    colours = np.zeros((8, 8, 3), np.uint8)
    colours[4:, :, 0] = 200
    with pytest.raises(DataError, match=r"0\.png is a colour picture"):
        load(masks(tmp_path / "colour", colours))
    three = masks(tmp_path / "three", np.repeat(half(0, 1)[..., None], 3, 2))
    assert load(three, size=8).targets.unique().tolist() == [0, 1]


@pytest.mark.parametrize("content, wanted", [
    (b"\xef\xbb\xbfsky\r\nroad\r\n", ["sky", "road"]),
    ("небо\nдорога\nдерево\n".encode(), ["небо", "дорога", "дерево"]),   # one that no mask has
    ("sky\nroad".encode("utf-16"), ["sky", "road"])])
def test_names_of_classes(tmp_path, content, wanted):
    name = masks(tmp_path, half(0, 1))
    (tmp_path / "classes.txt").write_bytes(content)
    assert said(lambda: load(name)) == [] and load(name).classes == wanted


@pytest.mark.parametrize("content, sentence", [
    (b"sky\n", "it has 1 names, and the masks hold classes up to 1"), (b"sky\n\nroad", "line 2 is"),
    (b"sky\nsky", "twice"), ("sky\nдорога".encode("cp1251"), r"classes\.txt is not text .*line 2")])
def test_names_that_do_not_fit(tmp_path, content, sentence):
    name = masks(tmp_path, half(0, 1))
    (tmp_path / "classes.txt").write_bytes(content)
    with pytest.raises(DataError, match=sentence):
        load(name)


def test_the_name_of_void_is_no_class(tmp_path):
    array = half(0, 2)
    array[0] = 1
    name = masks(tmp_path, array)
    (tmp_path / "classes.txt").write_text("sky\nroad\nvoid\n")
    found = load(name, void=2, size=8)
    assert found.classes == ["sky", "road"] and (found.targets[:, 4:] == VOID).all()


# --- recordings -----------------------------------------------------------------------------------

def tone(rate: int, hertz: float, seconds=0.5, kind=np.int16):
    wave = np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)
    if kind == np.uint8:
        return (wave * 100 + 128).round().astype(kind)
    return (wave * 0.5).astype(kind) if kind == np.float32 else (wave * 9000).astype(kind)


@pytest.mark.parametrize("kind", [np.int16, np.uint8, np.float32, np.int32])
def test_rates_and_depths_share_one_axis_in_hertz(tmp_path, kind):
    for rate in (8000, 11025, 16000, 44100):
        wavfile.write(tmp_path / f"a_r{rate}_0.wav", rate, tone(rate, 1000, kind=kind))
    sentence, = said(lambda: load(f"wav:{tmp_path}"))
    assert "8000, 11025, 16000, 44100 samples a second" in sentence and "4000 Hz" in sentence
    rows = load(f"wav:{tmp_path}", size=64).images[:, 0, :, 8].float().argmax(1)
    assert (rows - (64 - 64 * 1000 / 4000)).abs().max() <= 1.5     # 4000 Hz on top
    sounds = [recordings.open_recording(p)[1] for p in sorted(tmp_path.iterdir())]
    assert all(abs(s.mean()) < 0.02 * abs(s).max() for s in sounds)


def test_silence_is_black_and_said(tmp_path):
    wavfile.write(tmp_path / "a_me_0.wav", 8000, np.full(4000, 128, np.uint8))
    wavfile.write(tmp_path / "b_me_0.wav", 8000, tone(8000, 500))
    assert "silent recordings: 1" in said(lambda: load(f"wav:{tmp_path}"))[0]
    found = load(f"wav:{tmp_path}")
    assert (found.images[0] == 0).all() and found.images[1].max() > 200


def test_names_of_recordings(tmp_path):
    wavfile.write(tmp_path / "turn_left_anna_3.WAV", 8000, tone(8000, 500))
    wavfile.write(tmp_path / "stop_anna_7.wav", 8000, tone(8000, 500))
    found = load(f"wav:{tmp_path}")
    assert found.classes == ["stop", "turn_left"] and found.held_out.tolist() == [False, True]
    for wrong in ("stop_7.wav", "stop_anna_x.wav", "stop.wav", "_anna_7.wav", "s_a_².wav"):
        (tmp_path / "stop_anna_7.wav").rename(tmp_path / wrong)
        with pytest.raises(DataError, match="is not named"):
            load(f"wav:{tmp_path}")
        (tmp_path / wrong).rename(tmp_path / "stop_anna_7.wav")


@pytest.mark.parametrize("spoil, sentence", [
    (lambda raw: b"", "zero bytes"), (lambda raw: raw[:len(raw) // 2], "cut short"),
    (lambda raw: raw[:36], "cannot be read as a recording"),
    (lambda raw: raw[:4] + b"\x24\0\0\0" + raw[8:40] + b"\0\0\0\0", "holds 0 samples"),
    (lambda raw: b"ID3" + raw, "cannot be read as a recording")])
def test_damaged_recordings_are_named(tmp_path, spoil, sentence):
    path = tmp_path / "a_me_0.wav"
    wavfile.write(path, 8000, tone(8000, 500))
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(DataError, match=rf"a_me_0\.wav.*{sentence}"):
        load(f"wav:{tmp_path}")


def test_recordings_without_values_and_of_other_forms(tmp_path):
    wavfile.write(tmp_path / "a_me_0.wav", 8000, np.full(800, np.nan, np.float32))
    with pytest.raises(DataError, match="without a value"):
        load(f"wav:{tmp_path}")
    (tmp_path / "a_me_0.wav").rename(tmp_path / "a_me_0.mp3")
    with pytest.raises(DataError, match=r"no \.wav files, but \.mp3: convert"):
        load(f"wav:{tmp_path}")


# --- text, workers --------------------------------------------------------------------------------

def test_text_does_not_depend_on_the_encoding_of_the_platform(tmp_path, monkeypatch):
    monkeypatch.setattr("io.text_encoding", lambda encoding, stacklevel=2: encoding or "cp1252")
    (tmp_path / "a.txt").write_bytes("café\r\nклетка".encode())
    assert text(tmp_path / "a.txt") == "café\nклетка"


def test_a_folder_that_may_not_be_read_or_is_a_file(tmp_path):
    grey(tmp_path / "a/1.png")
    with pytest.raises(DataError, match="is a file. Unpack it"):
        load(f"folder:{tmp_path / 'a/1.png'}")
    with pytest.raises(DataError, match="name a directory after the colon"):
        load("folder:")


@pytest.mark.slow
@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_sets_larger_than_memory_are_read_where_processes_are_not_forked(tmp_path, monkeypatch,
                                                                         method):
    monkeypatch.setattr("course_utils.readers.IN_MEMORY", 0)
    for i in range(5):
        grey(tmp_path / f"JPEGImages/{i}.png", shade=9 * i)
        grey(tmp_path / f"kinds/a/{i}.png", shade=9 * i)
        annotation(tmp_path / f"Annotations/{i}.xml", ("x", 1, 1, 4, 4))
    before = multiprocessing.get_start_method(allow_none=True)
    multiprocessing.set_start_method(method, force=True)
    try:
        for name in (f"voc:{tmp_path}", f"folder:{tmp_path / 'kinds'}"):
            batches = list(load(name, size=8).batches(4, shuffle=False, normalise=False))
            assert torch.cat([x for x, _ in batches])[:, 0, 0, 0].mul(255).round().tolist() == [
                0, 9, 18, 27, 36]
    finally:
        multiprocessing.set_start_method(before, force=True)
