"""The benchmark table: ``python -m benchmarks``, or ``make bench``."""

from benchmarks import air, documents, lists, timing


def main() -> None:
    results = [*air.run(), *lists.run(), *documents.run()]
    print(timing.table(results))


if __name__ == "__main__":
    main()
