"""Every name that load knows, and every kind of bad input, each with its own sentence."""
import gzip
import hashlib
import http.server
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from pathlib import Path

import numpy as np
import pytest
import torch
import torchvision
from conftest import idx
from PIL import Image

from course_utils import data, pictures
from course_utils.data import DataError, load
from course_utils.readers import VOID


def picture(path: Path, width=20, height=16, shade=100):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((height, width, 3), shade, np.uint8)).save(path)


# --- embedded -------------------------------------------------------------------------------------
# --------------

def test_digits():
    digits = load("digits")
    assert digits.images.shape == (1797, 1, 8, 8) and digits.images.dtype == torch.uint8
    assert len(digits.test) == 400 and len(digits.train) == 1397 and digits.classes == list(
        "0123456789")
    from sklearn.datasets import load_digits
    raw = load_digits()
    assert torch.equal((digits.images[:, 0].float() * 16 / 255).round(),
                       torch.from_numpy(raw.images).float())
    last = load("digits", split="last")
    assert torch.equal(last.test.images, digits.images[-400:])
    assert load("digits", size=32).images.shape[2:] == (32, 32)


def test_photos_and_textures():
    photos = load("photos", size=64)
    assert photos.picture("coffee").shape == (3, 64, 64)
    assert len(photos.classes) == len(photos) == 10
    with pytest.raises(KeyError, match="coffee"):
        photos.picture("tea")
    textures = load("textures", size=48, each=50)
    assert textures.images.shape == (150, 1, 48,
                                     48) and textures.targets.bincount().tolist() == [50] * 3
    assert len(textures.test) == 30


def test_canvas_is_the_same_for_the_same_seed_and_another_for_another():
    paintings = load("canvas", size=64)
    assert paintings.images.shape == (4, 3, 64, 64) and paintings.images.dtype == torch.uint8
    assert paintings.classes == ["night", "waves", "sunflowers", "face"]
    assert len(paintings.test) == 0
    night = load("canvas:night", size=64)
    assert night.classes == ["night"] and torch.equal(night.images[0], paintings.picture("night"))
    other = load("canvas:night", size=64, seed=1).images
    assert not torch.equal(other, night.images)
    assert load("canvas:face", size=100).images.shape == (1, 3, 100, 100)
    # of many colours, from dark to light
    assert all(len(p.flatten(1).T.unique(dim=0)) > 1000 for p in paintings.images)
    assert (paintings.images.float().std((1, 2, 3)) > 30).all()


def test_canvas_refuses_what_it_cannot_paint():
    with pytest.raises(DataError, match="no subject of a canvas 'nights'. Did you mean 'night'"):
        load("canvas:nights")
    for empty in ("canvas:", "canvas: "):
        with pytest.raises(DataError, match="There are night, waves, sunflowers, face"):
            load(empty)
    with pytest.raises(DataError, match="size=8, seed=0.* 16 to 2048 pixels"):
        load("canvas", size=8)
    with pytest.raises(DataError, match="size=64, seed=-1.* a seed is 0 or more"):
        load("canvas:waves", size=64, seed=-1)
    with pytest.raises(DataError, match="canvas:waves has no option 'sise'; it has size, seed"):
        load("canvas:waves", sise=64)


@pytest.mark.parametrize("task", ["classify", "detect", "segment", "instances", "caption"])
def test_scenes(task):
    found = load("scenes", task=task, n=30, size=32)
    assert found.images.shape == (30, 3, 32, 32) and len(found.train) == 24 and len(found.test) == 6
    target = found.train.targets[0]
    if task == "classify":
        assert target.ndim == 0 and 0 <= target < len(found.classes)
    elif task == "segment":
        assert target.shape == (32, 32) and found.classes[0] == "ground"
    elif task == "caption":
        assert target.startswith("a")
    else:
        n = len(target["labels"])
        assert target["boxes"].shape == (n, 4) and target["labels"].dtype == torch.int64
        assert ("masks" in target) == (task == "instances")


def test_batches_cover_everything_once_and_repeat_by_seed_and_epoch():
    train = load("digits").train
    first = train.batches(100, seed=3)
    epochs = [torch.cat([y for _, y in first]) for _ in range(2)]
    assert len(first) == 14 and sorted(epochs[0].tolist()) == sorted(train.targets.tolist())
    assert not torch.equal(*epochs)
    again = train.batches(100, seed=3)
    assert torch.equal(torch.cat([y for _, y in again]), epochs[0])
    again.set_epoch(1)
    assert torch.equal(torch.cat([y for _, y in again]), epochs[1])


def test_batches_are_normalised_by_the_training_part():
    digits = load("digits")
    x = torch.cat([x for x, _ in digits.train.batches(500)])
    assert abs(x.mean()) < 1e-4 and abs(x.std() - 1) < 1e-3
    assert digits.test.normalisation is digits.train.normalisation
    plain, _ = next(iter(digits.test.batches(400, shuffle=False, normalise=False)))
    assert torch.allclose(plain * 255, digits.test.images.float())
    whole = next(iter(digits.test.batches(len(digits.test), shuffle=False)))[0]
    assert torch.equal(digits.train.normalised(digits.test.images), whole)


def test_shards_make_up_the_batch():
    batches = load("digits").train.batches(64, shuffle=True, seed=1)
    whole = [y for _, y in batches]
    parts = [[y for _, y in load("digits").train.batches(64, seed=1).shard(rank, 2)]
             for rank in (0, 1)]
    for y, a, b in zip(whole, *parts, strict=True):
        assert torch.equal(y[0::2], a) and torch.equal(y[1::2], b)


# --- names and options
# -------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("name", "suggestion"),
                         [("digit", "'digits'"), ("Scenes", "'scenes'"),
                          ("fashion-mnist", "'fashion_mnist'")])
def test_unknown_name_suggests_the_nearest(name, suggestion):
    with pytest.raises(DataError, match=f"Did you mean {suggestion}"):
        load(name)


def test_unknown_option_and_task_name_those_there_are():
    with pytest.raises(DataError, match="'sise'; it has size, split"):
        load("digits", sise=3)
    with pytest.raises(DataError, match="classify, detect"):
        load("scenes", task="count")
    with pytest.raises(DataError, match="objects="):
        load("scenes", objects=(3, 9))
    with pytest.raises(DataError, match="mixed"):
        load("digits", split="odd")


@pytest.mark.parametrize("kind", ["folder", "voc", "masks", "wav", "text"])
def test_missing_directory(kind, tmp_path):
    with pytest.raises(DataError, match="there is no directory .*nowhere"):
        load(f"{kind}:{tmp_path}/nowhere")


# --- folder:DIR
# --------------------------------------------------------------------------------------------------

def test_folder(tmp_path):
    for i in range(10):
        picture(tmp_path / "cat" / f"{i}.jpg", shade=200)
        picture(tmp_path / "dog" / f"{i}.png", shade=50)
    found = load(f"folder:{tmp_path}", size=8)
    assert found.classes == ["cat", "dog"] and found.images.shape == (20, 3, 8, 8)
    assert len(found.test) == 4 and found.test.targets.tolist() == [0, 0, 1, 1]
    assert (found.images[found.targets == 0] > 150).all()


def test_pictures(tmp_path):
    picture(tmp_path / "wave.jpg", shade=200, width=40, height=20)
    picture(tmp_path / "night.png", shade=30)
    found = load(f"pictures:{tmp_path}", size=16)
    assert found.classes == ["night",
                             "wave"] and found.images.shape == (2, 3, 16, 16) and len(
                                 found.test) == 0
    assert (found.picture("wave") > 150).all() and (found.picture("night") < 80).all()
    picture(tmp_path / "wave.png")
    with pytest.raises(DataError, match=r"two files in .* are called wave\. Rename wave\.jpg"):
        load(f"pictures:{tmp_path}")
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="no pictures .* in .*empty itself.*folder:"):
        load(f"pictures:{tmp_path / 'empty'}")


def test_folder_with_parts_and_streaming(tmp_path, monkeypatch):
    for part, n in (("train", 5), ("val", 3)):
        for kind, shade in (("a", 250), ("b", 10)):
            for i in range(n):
                picture(tmp_path / part / kind / f"{i}.png", shade=shade)
    found = load(f"folder:{tmp_path}", size=8)
    assert len(found.train) == 10 and len(found.test) == 6
    monkeypatch.setattr("course_utils.readers.IN_MEMORY", 0)
    streamed = load(f"folder:{tmp_path}", size=8)
    assert not isinstance(streamed.images, torch.Tensor)
    for (x, y), (u, v) in zip(found.train.batches(4), streamed.train.batches(4), strict=True):
        assert torch.allclose(x, u) and torch.equal(y, v)


def test_folder_faults(tmp_path):
    with pytest.raises(DataError, match="no class folders"):
        load(f"folder:{tmp_path}")
    picture(tmp_path / "cat" / "0.jpg")
    (tmp_path / "dog").mkdir()
    with pytest.raises(DataError, match="dog holds no pictures"):
        load(f"folder:{tmp_path}")
    picture(tmp_path / "dog" / "0.jpg", width=200, height=200)
    whole = (tmp_path / "dog" / "0.jpg").read_bytes()
    (tmp_path / "dog" / "0.jpg").write_bytes(whole[:len(whole) // 2])
    with pytest.raises(DataError, match=r"dog.0\.jpg cannot be read as a picture.*cut short"):
        load(f"folder:{tmp_path}")


# --- voc:DIR --------------------------------------------------------------------------------------
# ---------------

def annotation(path: Path, *boxes, name="cell"):
    path.parent.mkdir(parents=True, exist_ok=True)
    objects = "".join(
        f"<object><name>{name}</name><bndbox><xmin>{a}</xmin><ymin>{b}</ymin><xmax>{c}</xmax>"
                      f"<ymax>{d}</ymax></bndbox></object>" for a, b, c, d in boxes)
    path.write_text(f"<annotation>{objects}</annotation>")


def test_voc(tmp_path):
    for i in range(5):
        picture(tmp_path / "JPEGImages" / f"{i}.jpg", width=20, height=16)
        annotation(tmp_path / "Annotations" / f"{i}.xml", (1, 1, 20, 16), (11, 5, 15, 8))
    annotation(tmp_path / "Annotations" / "4.xml")
    found = load(f"voc:{tmp_path}", size=(32, 40))
    assert found.targets[0]["boxes"].tolist() == [[0, 0, 40, 32], [20, 8, 30, 16]]
    assert found.targets[4]["boxes"].shape == (0, 4) and len(found.test) == 1


def test_voc_faults(tmp_path):
    with pytest.raises(DataError, match="there is no .*Annotations"):
        load(f"voc:{tmp_path}")
    picture(tmp_path / "JPEGImages" / "a.jpg", width=20, height=16)
    annotation(tmp_path / "Annotations" / "b.xml", (1, 1, 4, 4))
    with pytest.raises(DataError, match=r"b\.xml has no picture"):
        load(f"voc:{tmp_path}")
    (tmp_path / "Annotations" / "b.xml").unlink()
    for box in ((1, 1, 21, 4), (5, 1, 4, 4), (-1, 1, 4, 4), (1, 1, 4, 17)):
        annotation(tmp_path / "Annotations" / "a.xml", box)
        with pytest.raises(DataError, match=r"a\.xml: the box .* outside its picture of 20×16"):
            load(f"voc:{tmp_path}")
    (tmp_path / "Annotations" / "a.xml").write_text("<annotation><object>")
    with pytest.raises(DataError, match="not a Pascal VOC annotation"):
        load(f"voc:{tmp_path}")


# --- masks:DIR ------------------------------------------------------------------------------------
# ---------------

def test_masks(tmp_path):
    for i in range(5):
        picture(tmp_path / "images" / f"{i}.jpg")
        (tmp_path / "masks").mkdir(exist_ok=True)
        labels = np.zeros((16, 20), np.uint8)
        labels[:, 10:] = 2
        labels[0] = 11
        Image.fromarray(labels).save(tmp_path / "masks" / f"{i}.png")
    (tmp_path / "classes.txt").write_text("sky\nroad\ntree\n")
    found = load(f"masks:{tmp_path}", size=(16, 20), void=11)
    assert found.classes == ["sky", "road", "tree"] and found.targets.shape == (5, 16, 20)
    assert (found.targets[:, 0] == VOID).all() and (found.targets[:, 1:, 10:] == 2).all()


def test_masks_faults(tmp_path):
    with pytest.raises(DataError, match="there is no .*images"):
        load(f"masks:{tmp_path}")
    picture(tmp_path / "images" / "a.jpg")
    (tmp_path / "masks").mkdir()
    with pytest.raises(DataError, match="has no mask"):
        load(f"masks:{tmp_path}")
    Image.fromarray(np.zeros((16, 19), np.uint8)).save(tmp_path / "masks" / "a.png")
    with pytest.raises(DataError, match="19×16 pixels, its picture .* 20×16"):
        load(f"masks:{tmp_path}")
    picture(tmp_path / "masks" / "a.png", shade=(250, 0, 0))
    with pytest.raises(DataError, match="colour picture"):
        load(f"masks:{tmp_path}")


# --- wav:DIR --------------------------------------------------------------------------------------
# ---------------

def test_wav(tmp_path):
    from scipy.io import wavfile
    t = np.arange(4000) / 8000
    for label, tone in (("low", 300), ("high", 3000)):
        for i in (0, 7):
            wavfile.write(tmp_path / f"{label}_me_{i}.wav", 8000,
                          (np.sin(2 * np.pi * tone * t) * 9000).astype(np.int16))
    found = load(f"wav:{tmp_path}", size=32)
    assert found.classes == ["high", "low"] and len(found.test) == 2
    for image, target in zip(found.images, found.targets, strict=True):
        # rows from high to low tones: 4000 Hz on top
        loudest = image[0, :, 4].float().argmax().item()
        assert abs((32 - loudest) / 32 * 4000 - (3000, 300)[target]) < 300
    (tmp_path / "noise.wav").write_bytes(b"RIFFnothing")
    with pytest.raises(DataError, match="not named"):
        load(f"wav:{tmp_path}")
    (tmp_path / "noise.wav").rename(tmp_path / "low_me_9.wav")
    with pytest.raises(DataError, match="cannot be read as a recording"):
        load(f"wav:{tmp_path}")


# --- text:DIR -------------------------------------------------------------------------------------
# ---------------

def sentences(path: Path, text: str | bytes = "one\ntwo\nthree\nfour\nfive\n") -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_text(tmp_path):
    sentences(tmp_path / "positive.txt", "\ufeffgood film\r\n\r\nwell acted\nfün\na\nb \nc")
    sentences(tmp_path / "negative.txt", "bad\nworse\nsilly\ndull\npoor\n")
    (tmp_path / "notes.md").write_text("not a class")
    (tmp_path / "folder.txt").mkdir()
    found = load(f"text:{tmp_path}")
    assert found.classes == ["negative", "positive"] and len(found) == 11
    assert found.targets.tolist() == [0] * 5 + [1] * 6 and found.targets.dtype == torch.int64
    assert found.sentences[5:] == ["good film", "well acted", "fün", "a", "b", "c"]
    assert found.test.sentences == ["poor", "b"] and found.test.targets.tolist() == [0, 1]
    assert len(found.train) == 9 and "poor" not in found.train.sentences


def test_text_faults(tmp_path):
    with pytest.raises(DataError, match=r"holds no \.txt files.*as in .*positive\.txt"):
        load(f"text:{tmp_path}")
    bad = sentences(tmp_path / "bad.txt")
    with pytest.raises(DataError, match=r"bad\.txt is the one \.txt file .*one class"):
        load(f"text:{tmp_path}")
    good = sentences(tmp_path / "good.txt", "")
    with pytest.raises(DataError, match=r"good\.txt holds no sentences; at least 5"):
        load(f"text:{tmp_path}")
    sentences(good, "\n \n\n")
    with pytest.raises(DataError, match=r"good\.txt holds no sentences"):
        load(f"text:{tmp_path}")
    sentences(good, "one\ntwo\n")
    with pytest.raises(DataError, match=r"good\.txt holds 2 sentences; at least 5"):
        load(f"text:{tmp_path}")
    sentences(good, "one\ntwo\nna\u00efve\nfour\nfive".encode("latin-1"))
    with pytest.raises(DataError, match=r"good\.txt is not text in utf-8: line 3 .*0xef.*latin-1"):
        load(f"text:{tmp_path}")
    assert load(f"text:{tmp_path}", encoding="latin-1").sentences[7] == "na\u00efve"
    with pytest.raises(DataError, match="no encoding 'latin-one'"):
        load(f"text:{tmp_path}", encoding="latin-one")
    sentences(good, "one\ntwo\nthree\nfour\nfive".encode("utf-16-le"))
    with pytest.raises(DataError, match=r"good\.txt holds zero bytes.*UTF-16"):
        load(f"text:{tmp_path}")
    bad.unlink()
    with pytest.raises(DataError, match="text:.* has no option 'size'; it has encoding"):
        load(f"text:{tmp_path}", size=3)


# --- downloads ------------------------------------------------------------------------------------
# ---------------

def mnist_files(train=50, test=20) -> dict[str, bytes]:
    random = np.random.default_rng(0)
    files = {}
    for part, n in (("train", train), ("t10k", test)):
        files[f"{part}-images-idx3-ubyte"] = idx(random.integers(0, 256, (n, 28, 28)))
        files[f"{part}-labels-idx1-ubyte"] = idx(np.arange(n) % 10)
    return files


@pytest.fixture
def server(monkeypatch):
    """A stand-in for MNIST's server on this machine; `server.files` is what it hands out, `stall`
    lets it hang."""
    archives = {f"{name}.gz": gzip.compress(content, mtime=0)
                for name, content in mnist_files().items()}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            content = httpd.files.get(self.path.strip("/"))
            if content is None:
                self.send_error(403)
                return
            httpd.asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if httpd.stall and "labels" in self.path:
                self.wfile.write(content[:10])
                self.wfile.flush()
                time.sleep(20)
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads, httpd.files, httpd.stall, httpd.asked = True, archives, False, []
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    resources = [(name, hashlib.md5(content).hexdigest()) for name, content in archives.items()]
    httpd.mirror, httpd.resources = f"http://127.0.0.1:{httpd.server_port}/", resources
    monkeypatch.setattr(torchvision.datasets.MNIST, "mirrors", [httpd.mirror])
    monkeypatch.setattr(torchvision.datasets.MNIST, "resources", resources)
    yield httpd
    httpd.shutdown()


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    return tmp_path


def test_mnist_is_downloaded_once_and_found_again(server, root):
    found = load("mnist")
    assert found.images.shape == (70, 1, 28,
                                  28) and len(found.train) == 50 and len(found.test) == 20
    asked = len(server.asked)
    assert torch.equal(load("mnist", size=32).targets, found.targets) and len(server.asked) == asked
    assert sorted(p.name for p in root.iterdir()) == ["MNIST"]


def test_files_put_there_by_hand_are_found(root):
    raw = root / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name, content in mnist_files(30, 10).items():
        (raw / name).write_bytes(content)
    assert load("mnist", download=False).images.shape == (40, 1, 28, 28)
    (raw / "train-images-idx3-ubyte").write_bytes(mnist_files()["train-images-idx3-ubyte"][:1000])
    with pytest.raises(DataError, match="is broken .*Delete it"):
        load("mnist")


def test_download_refused(server, root):
    server.files = {}
    with pytest.raises(DataError,
                       match="mnist is not below .*could not be downloaded.*by hand.*'digits'"):
        load("mnist")
    with pytest.raises(DataError, match="is not below"):
        load("mnist", download=False)
    assert not (root / "MNIST").exists()


def test_wrong_checksum_leaves_nothing_in_place(server, root):
    name = "train-images-idx3-ubyte.gz"
    good, server.files[name] = server.files[name], gzip.compress(b"something else")
    with pytest.raises(DataError, match="checksum"):
        load("mnist")
    assert not (root / "MNIST").exists()
    server.files[name] = good
    assert len(load("mnist")) == 70


def test_killed_download_is_taken_up_again(server, root):
    server.stall = True
    script = textwrap.dedent(f"""
        import torchvision
        torchvision.datasets.MNIST.mirrors = [{server.mirror!r}]
        torchvision.datasets.MNIST.resources = {server.resources!r}
        from course_utils.data import load
        load("mnist")
    """)
    child = subprocess.Popen([sys.executable, "-c", script],
                             env=os.environ | {"COURSE_DATA": str(root)},
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.time() + 60
    while not any("labels" in path for path in server.asked) and time.time() < deadline:
        time.sleep(0.05)
    child.send_signal(signal.SIGKILL)
    child.wait(timeout=60)
    assert not (root / "MNIST").exists() and (root / ".mnist.part").is_dir()
    server.stall, before = False, server.asked.count("/train-images-idx3-ubyte.gz")
    assert len(load("mnist")) == 70
    assert server.asked.count(
        "/train-images-idx3-ubyte.gz") == before, "what came whole is not asked for again"


def test_read_only_data_directory(server, monkeypatch):
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    monkeypatch.setenv("COURSE_DATA", str(folder / "data"))
    folder.chmod(0o555)
    me = os.geteuid()
    try:
        if me == 0:
            os.seteuid(65534)           # root may write anywhere
        with pytest.raises(DataError, match="cannot write to .*COURSE_DATA"):
            load("mnist")
    finally:
        os.seteuid(me)
        folder.chmod(0o755)
        folder.rmdir()


def test_data_dir_is_inside_the_course_unless_moved(monkeypatch):
    monkeypatch.delenv("COURSE_DATA", raising=False)
    assert data.data_dir().parts[-2:] == ("data", "downloads")


# --- real sets, where they are
# -----------------------------------------------------------------------------------

@pytest.mark.slow
def test_real_voc(real):
    cells = load(f"voc:{real('bccd')}")
    assert cells.classes == ["Platelets", "RBC",
                             "WBC"] and len(cells) == 364 and len(cells.test) == 72
    boxes = torch.cat([t["boxes"] for t in cells.targets])
    assert len(boxes) > 4000 and (boxes[:, 2:] > boxes[:, :2]).all() and boxes.min() >= 0


@pytest.mark.slow
def test_real_masks(real):
    streets = load(f"masks:{real('camvid')}", size=(90, 120), void=11)
    assert len(streets) == 701 and len(streets.test) == 233 and len(streets.classes) == 11
    assert (streets.targets == VOID).float().mean() < 0.1


@pytest.mark.slow
def test_real_wav(real):
    spoken = load(f"wav:{real('fsdd')}")
    assert len(spoken) == 3000 and len(spoken.test) == 300 and spoken.classes == list("0123456789")


def test_a_set_is_a_sequence_of_pairs():
    digits = load("digits")
    picture, target = digits[3]
    assert torch.equal(picture, digits.images[3]) and target == digits.targets[3]
    assert torch.equal(digits[-1][0], digits.images[-1])
    assert len(list(digits.test)) == 400
    x, y = next(iter(torch.utils.data.DataLoader(digits, 5)))
    assert x.shape == (5, 1, 8, 8) and y.tolist() == digits.targets[:5].tolist()
    with pytest.raises(IndexError, match="picture 1797 of 1797"):
        digits[1797]


def test_an_option_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(DataError, match="digits has no option 'sise'; it has size, split"):
        load("digits", sise=3)


def test_archives_put_there_by_hand_are_taken(server, root):
    raw = root / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name, content in server.files.items():
        (raw / name).write_bytes(content)
    server.files = {}
    assert len(load("mnist")) == 70


@pytest.mark.parametrize("shape", [(3, 40, 61), (3, 61, 40), (1, 33, 33), (3, 20, 7)])
@pytest.mark.parametrize("size", [8, 32, 33, 50])
def test_pictures_are_cut_and_scaled_as_torchvision_does(shape, size):
    from torchvision.transforms.v2 import functional
    bytes_ = torch.randint(256, shape, generator=torch.Generator().manual_seed(size)).byte()
    for picture in (bytes_, bytes_.float() / 255, bytes_.permute(0, 2, 1)):
        middle = functional.center_crop(picture, [min(shape[1:])] * 2)
        # where a chip has no bytes to scale with, torchvision goes over floats
        least = 1 if picture.dtype == torch.uint8 else 1e-6
        assert (pictures.fit_square(picture, size).float()
                - functional.resize(middle, [size, size]).float()).abs().max() <= least
        assert (pictures.scale(picture, [size, 19]).float()
                - functional.resize(picture, [size, 19]).float()).abs().max() <= least
    labels = bytes_[0].int() * 300
    assert torch.equal(pictures.scale_labels(labels, [size, 19]), functional.resize(
        labels[None], [size, 19], functional.InterpolationMode.NEAREST_EXACT)[0])
