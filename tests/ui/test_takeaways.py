"""What a chart shows in a sentence: worked by hand on small tables."""

import numpy as np
import pandas as pd

from ui.charts import takeaways

NAMES = ("Softmax", "Sigmoid")


def test_how_sure_and_how_often_right_are_means_over_the_images():
    rows = [(1, 50.0, 40.0, 0.25), (1, 90.0, 88.0, 0.75), (2, 99.0, 95.0, 1.0)]
    table = pd.DataFrame(rows, columns=["arm", "confidence", "accuracy", "share"])
    assert takeaways.sure(NAMES, table) == (
        "Softmax gives its answers a probability of 80.0 % on average, and 76.0 % of them are right. "
        "Sigmoid gives its answers a probability of 99.0 % on average, and 95.0 % of them are right."
    )


def test_the_sums_of_outputs_are_told_with_their_spread():
    said = takeaways.sums("Sigmoid", np.linspace(0.0, 2.0, 101))
    assert "sum to between 0.10 and 1.90 for nine of ten images" in said
    assert "half of the sums are below 1.00" in said
    assert takeaways.sums("Sigmoid", np.array([])) == ""


def test_what_is_taken_for_what_most_often():
    rows = [(4, 4, 90.0), (4, 9, 10.0), (7, 7, 95.0), (7, 2, 5.0)]
    table = pd.DataFrame(rows, columns=["true", "answered", "share"])
    assert takeaways.taken("Softmax", table).endswith("it answers 9 to 10.0 % of the images of a 4.")
    right = table[table["true"] == table["answered"]]
    assert takeaways.taken("Softmax", right) == "Softmax answers every image rightly."


def test_first_moments_and_the_first_epoch():
    assert takeaways.reaches(NAMES, ["0.25", None], 80) == (
        "Softmax reaches 80 % accuracy after 0.25 epochs. Sigmoid never reaches 80 % accuracy."
    )
    assert takeaways.falls("Softmax", [2.302, 1.5, 0.4567]) == (
        "Softmax: from 2.3 in the first twentieth of the epoch to 0.457 in the last."
    )
    assert takeaways.falls("Softmax", []) == "Softmax: no cost of the first epoch is a finite number."


def test_the_digit_that_is_known_worst():
    rows = [(1, 0, 99.0), (1, 1, 71.4), (2, 0, 60.0), (2, 1, 88.0)]
    table = pd.DataFrame(rows, columns=["arm", "digit", "value"])
    assert takeaways.worst(NAMES, table) == "Softmax knows 1 worst (71 %). Sigmoid knows 0 worst (60 %)."
