"""The benchmark tables: ``python -m benchmarks [--data FOLDER]``, or ``make bench``."""

import argparse

from benchmarks import (
    air,
    curtailment,
    documents,
    forecast_skill,
    forecast_speed,
    lists,
    real_data,
    timing,
)


def main() -> None:
    """Time what the program does, then judge its forecasts on real data, where there are any."""
    ask = argparse.ArgumentParser(description=__doc__)
    real_data.add_option(ask)
    options = ask.parse_args()
    results = [*air.run(), *lists.run(), *curtailment.run(), *documents.run()]
    print(timing.table(results))
    print()
    print(forecast_speed.table(forecast_speed.run()))
    print()
    forecast_skill.run(options.data, [24, 8])


if __name__ == "__main__":
    main()
