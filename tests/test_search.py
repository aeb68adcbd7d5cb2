"""What lesson 26 writes by hand, against torchmetrics, torch and Faiss, and its search page."""
import faiss
import pytest
import torch
from conftest import defined
from torchmetrics.functional.retrieval import retrieval_average_precision, retrieval_hit_rate

from course_utils.widgets.search_page import SearchPage

pytestmark = pytest.mark.lessons("26")


@pytest.fixture(scope="module")
def lesson():
    return defined("26", "parameters", "setup", "ranking", "average-precision", "scores-function",
                   "search-cells", "mine", "triplet-loss-setting", "squared", "triplet-loss",
                   "l2pool", "subtractive", "networks-descriptor", "table")


def codes(n, d, seed=0):
    return torch.randn(n, d, generator=torch.Generator().manual_seed(seed))


def test_the_scores_are_those_of_torchmetrics(lesson):
    z, y = codes(24, 5), torch.arange(24) % 6
    recall, mean = lesson["scores"](z, y)
    far = -1 / (1 + torch.cdist(z, z))            # torchmetrics wants positive scores
    rows = [(-far[i][torch.arange(24) != i], (y == y[i])[torch.arange(24) != i])
            for i in range(24)]
    assert recall == pytest.approx(sum(retrieval_hit_rate(*row, top_k=1).item()
                                       for row in rows) / 24)
    assert mean == pytest.approx(sum(retrieval_average_precision(*row).item()
                                     for row in rows) / 24, abs=1e-6)


def test_search_in_cells_is_that_of_faiss(lesson):
    faiss.omp_set_num_threads(1)
    vectors, centres, queries = codes(300, 8), codes(12, 8, 1), codes(10, 8, 2)
    flat = faiss.IndexFlatL2(8)
    flat.add(centres.numpy())
    index = faiss.IndexIVFFlat(flat, 8, 12)
    index.train(vectors.numpy())             # the centres are there already
    index.add(vectors.numpy())
    for index.nprobe in (1, 3, 12):
        _, found = index.search(queries.numpy(), 5)
        for query, row in zip(queries, torch.from_numpy(found), strict=True):
            ours = lesson["search_cells"](query, vectors, centres, index.nprobe, 5)
            assert ours.tolist() == row[row >= 0].tolist()


@pytest.mark.parametrize("how", ["random", "semi-hard", "hard"])
def test_codes_that_are_all_equal_cost_the_margin(lesson, how):
    z = torch.ones(12, 4, requires_grad=True)
    loss = lesson["triplet_loss"](how)(z, torch.arange(12) // 3)
    assert loss.item() == pytest.approx(lesson["MARGIN"])


def test_the_network_of_the_table_has_its_sizes(lesson):
    net, x, sides = lesson["table"](), torch.zeros(1, 1, 64, 64), []
    for layer in net:
        if isinstance(layer, torch.nn.Conv2d):
            sides.append(tuple(x.shape[1:]))
        x = layer(x)
    assert sides == [(1, 64, 64), (32, 29, 29), (64, 8, 8)] and x.shape == (1, 128)


@pytest.fixture
def page():
    pictures = torch.rand(16, 3, 8, 8, generator=torch.Generator().manual_seed(0))
    numbers = torch.arange(16.0)[:, None]
    return SearchPage(pictures, {"up": numbers, "wide": codes(16, 3)}, torch.arange(16) // 2,
                      found=3, columns=10)


def test_a_click_on_the_wall_chooses_a_picture_and_shows_its_neighbours(page):
    before = page.view.png
    page.view.point = [0.25, 1.5 * 4 / page._height]          # third column, second row
    assert page.number.value == 12 and page.view.png != before
    assert page.neighbours("up").tolist() == [11, 13, 10] and bytes(page.view.png[:4]) == b"\x89PNG"


def test_a_click_on_a_neighbour_makes_it_the_query(page):
    page.number.value = 12
    wanted = page.neighbours("wide")[1].item()
    wall, line, across = len(page._wall), 2 * 4 + 10, page._wall.shape[1] // 5
    # the second row of neighbours, and there behind the name and the query the second one
    page.view.point = [(3 * across + 4) / page._wall.shape[1],
                       (wall + line + 14) / page._height]
    assert page.number.value == wanted != 12


def test_a_click_beside_the_pictures_changes_nothing(page):
    page.number.value = 3
    for point in ([0.9, 2.5 * 4 / page._height], [0.05, 0.99], [1.0, 0.01]):
        page.view.point = point
        assert page.number.value == 3


def test_a_page_stores_a_picture_of_itself(page):
    page.number.value = 9
    bundle, shown = page._repr_mimebundle_()
    assert bundle["image/png"] and "16 small pictures" in shown["image/png"]["alt"]


def test_a_page_wants_a_code_and_a_label_for_each_picture(page):
    for wrong in ({}, {"few": torch.zeros(3, 2)}):
        with pytest.raises(ValueError, match="16 pictures"):
            SearchPage(torch.zeros(16, 3, 8, 8), wrong, torch.zeros(16))
