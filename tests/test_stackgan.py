"""Sentences by number, the judge of lesson 34, and its weights: the lesson's networks and the
script's are one, and they draw what the log says."""
import json
import sys
from types import SimpleNamespace

import pytest
import torch
from conftest import defined, loaded, script

from course_utils import captions, features, scenes

pytestmark = pytest.mark.lessons("34")


def weights():
    state = torch.load(features.weights("stackgan.pt"), weights_only=True)
    return {name: {key: value.float() for key, value in part.items()}
            for name, part in state.items()}


def test_sentences_have_numbers_and_parts():
    every = torch.arange(len(captions.SENTENCES))
    assert len(set(captions.SENTENCES)) == 7098 and len(captions.VOCABULARY) == 22
    first, relation, second = captions.parts(every)
    assert torch.equal(captions.number(first, relation, second), every)
    k = captions.NUMBER["a red circle left of an orange star"]
    assert [int(v) for v in captions.parts(torch.tensor([k]))] == [0, 0, 9]
    said = [captions.SENTENCES[int(f(torch.tensor([k])))] for f in (captions.turned,
                                                                    captions.other_way_round)]
    assert said == ["an orange star left of a red circle", "an orange star right of a red circle"]


def test_all_captions_of_scenes_of_one_or_two_objects_have_a_number():
    drawn = scenes.draw(60, 32, (1, 2), 3)
    for i in range(60):
        k = torch.tensor([captions.NUMBER[drawn.caption(i)]])
        first, _, second = (int(v) for v in captions.parts(k))
        wanted = [int(c * 6 + s) for c, s in zip(drawn.colours[i], drawn.shapes[i], strict=True)
                  if s >= 0]
        assert wanted == ([first] if second < 0 else [first, second])


def test_held_out_sentences_hold_a_held_out_part_and_wrong_ones_differ_in_one_thing():
    by_pair, by_relation = captions.unseen()
    assert (by_pair.sum(), by_relation.sum()) == (1878, 432) and not (by_pair & by_relation).any()
    assert by_pair[captions.NUMBER["a red star"]]
    assert by_relation[captions.NUMBER["a red cross right of a white circle"]]
    torch.manual_seed(0)
    k = torch.arange(7098).repeat(3)
    wrong = captions.changed(k)
    assert (wrong != k).all()
    for a, b in zip(k[::97].tolist(), wrong[::97].tolist(), strict=True):
        old, new = captions.SENTENCES[a].split(), captions.SENTENCES[b].split()
        assert sorted(new) == sorted(old) or len(new) != len(old) or \
            sum(x != y for x, y in zip(old, new, strict=True)) <= 2          # "an orange"
    banned = captions.Wrong(by_pair | by_relation)(torch.nonzero(~(by_pair | by_relation))[:, 0], 2)
    assert not (by_pair | by_relation)[banned].any()


def test_the_judge_reads_real_scenes_and_refuses_changed_captions():
    drawn = scenes.draw(120, 64, (1, 2), 77_000, 0.25)
    k = torch.tensor([captions.NUMBER[drawn.caption(i)] for i in range(120)])
    judge = captions.load_judge()
    right = captions.shares(judge, drawn.images / 127.5 - 1, k)
    assert right["one_all"] >= 0.97 and right["two_all"] >= 0.93
    torch.manual_seed(0)
    wrong = captions.shares(judge, drawn.images / 127.5 - 1, captions.changed(k))
    assert wrong["one_all"] <= 0.03 and wrong["two_all"] <= 0.05


def test_the_weights_are_small_and_fit_the_lessons_networks_and_the_scripts():
    file = features.weights("stackgan.pt")
    assert file.stat().st_size < 3e6
    state, made = weights(), script("train_stackgan")
    assert sum(v.numel() for part in state.values() for v in part.values()) == 1_433_918
    lesson = defined("34", "parameters", "setup", "encoder", "blocks", "joined", "stage-one",
                     "stage-two")
    torch.manual_seed(0)
    words = made.encode_words(captions.SENTENCES[::700])
    z, c = torch.randn(2, len(words), 32)
    for name, kind, given in (("encoder", "CaptionEncoder", (words,)),
                              ("stage1", "StageOne", (z, c)),
                              ("stage2", "StageTwo", (torch.randn(4, 3, 32, 32), c[:4]))):
        ours, theirs = (loaded(where[kind](), state[name]) for where in (lesson, vars(made)))
        with torch.no_grad():
            torch.testing.assert_close(ours(*given), theirs(*given))


@torch.no_grad()
def test_the_networks_draw_as_their_log_says():
    made, state, judge = script("train_stackgan"), weights(), captions.load_judge()
    log = json.loads(features.weights("stackgan.json").read_text())
    texts, one, two = (loaded(net, state[name]) for name, net in (
        ("encoder", made.CaptionEncoder()), ("stage1", made.StageOne()),
        ("stage2", made.StageTwo())))
    torch.manual_seed(0)
    by_pair, _ = captions.unseen()
    k = torch.nonzero(~by_pair[:captions.PAIRS]).flatten().repeat(5)
    phi = texts(made.encode_words(captions.SENTENCES[:captions.PAIRS]))[k]
    s = one(torch.randn(len(k), 32), made.condition(one, phi, False)[0])
    x = two(s, made.condition(two, phi, False)[0])
    for name, drawn in (("stage1", s), ("stage2", x)):
        found = captions.shares(judge, drawn, k)
        for measure in ("one_colour", "one_shape"):
            assert found[measure] == pytest.approx(log[name][measure], abs=0.12), (name, measure)


def test_the_file_of_the_course_is_unpacked_and_packed_unchanged(tmp_path):
    made, state = script("train_stackgan"), weights()
    made.unpack(SimpleNamespace(out=tmp_path))
    for name, file in (("encoder", "texts"), ("judge", "judge"), ("stage1", "stage1"),
                       ("stage2", "stage2")):
        found = torch.load(tmp_path / f"{file}.pt", weights_only=True)
        assert found.keys() == state[name].keys()
        assert all(torch.equal(found[key], value) for key, value in state[name].items())
    torch.save({"texts": state["encoder"]}, tmp_path / "encoder.pt")
    line = {"step": 1, "score": 0.5, "r": 1.0, **dict.fromkeys(made.CURVE[1:], 0.5)}
    for name in ("judge", "encoder", "stage1", "stage2"):
        (tmp_path / f"{name}.json").write_text(json.dumps({"log": [line]}))
    made.pack(SimpleNamespace(out=tmp_path, first="stage1", second="stage2"))
    again = torch.load(tmp_path / "stackgan.pt", weights_only=True)
    assert all(torch.equal(again[name][key].float(), value)
               for name, part in state.items() for key, value in part.items())


def test_all_parts_of_the_training_run_one_after_another(tmp_path, monkeypatch):
    made = script("train_stackgan")
    monkeypatch.setitem(sys.modules, "train_stackgan", made)     # for the processes that draw
    made.unpack(SimpleNamespace(out=tmp_path))
    common = f"--out {tmp_path} --steps 2 --batch 16 --tests 12 --workers 1 --every 1000"
    for part in ("data --scenes 120", f"encoder --start {tmp_path}/texts.pt", "stage1 --plain",
                 "stage2"):
        monkeypatch.setattr(sys, "argv", f"train {part} {common}".split())
        made.main()
    line = json.loads((tmp_path / "stage2.json").read_text())["log"][-1]
    assert 0 <= line["right_before"] <= 1 and 0 <= line["repaired"] <= 1
    fresh = torch.load(tmp_path / "stage1.pt", weights_only=True)
    assert not torch.equal(fresh["out.weight"], weights()["stage1"]["out.weight"])
