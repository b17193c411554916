from data.vocabulary import MeasureKind
from orders.specimen import specimen


def test_the_specimen_shows_every_kind_of_measure():
    long, short = specimen()
    assert {line.kind for line in long.lines} == set(MeasureKind)
    assert (len(short.lines), short.transport, short.references) == (1, (), ())
