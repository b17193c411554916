"""Forecasts from the command line: ``python -m forecasting ingest | run | backtest …``."""

from commands import (
    base,
    forecasting_backtest,
    forecasting_bulletin,
    forecasting_fetch,
    forecasting_fit,
    forecasting_guidance,
    forecasting_ingest,
    forecasting_ranking,
    forecasting_run,
    forecasting_verify,
)
from commands.forecasting_base import ManyValues

app = base.Commands("PM2.5 与 O3 预报")


@app.callback()
def main() -> None:
    """PM2.5 与 O3 预报。"""


app.command("ingest", cls=ManyValues)(forecasting_ingest.ingest)
app.command("run")(forecasting_run.run)
app.command("backtest", cls=ManyValues)(forecasting_backtest.backtest)
app.command("fetch", cls=ManyValues)(forecasting_fetch.fetch)
app.command("guidance", cls=ManyValues)(forecasting_guidance.take_in)
app.command("fit", cls=ManyValues)(forecasting_fit.fit)
app.command("verify")(forecasting_verify.verify)
app.command("bulletin")(forecasting_bulletin.bulletin)
app.command("ranking", cls=ManyValues)(forecasting_ranking.ranking)


if __name__ == "__main__":
    base.run(app)
