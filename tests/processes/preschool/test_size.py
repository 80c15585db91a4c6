"""A round of five thousand children and two hundred units, in the time that a page may take: of the processor, since
other tests run beside it. `make bench ARGS=round` has the harder round, where most children find no place."""

from random import Random
from time import process_time

from tests.processes.preschool.random_rounds import random_round
from tests.processes.preschool.rounds import computed, given

MOST_SECONDS = 5


def test_five_thousand_children_and_two_hundred_units_take_at_most_five_seconds() -> None:
    facts = random_round(Random(20261123), 5000, 200, 30)
    began = process_time()
    result = computed(facts)
    took = process_time() - began
    print(f"5 000 children, 200 units: {took:.2f} s")
    assert len(given(result)) > 1000
    assert took <= MOST_SECONDS
