"""The `relais` command. Heavy parts are imported by the command that needs them, so that the others start at once."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.errors import RelaisError, SettingsError

app = typer.Typer(
    name="relais",
    help='Relais answers "where can I eat, sleep, wash?" and puts a human behind every question it cannot answer.',
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
directory_app = typer.Typer(help="Brings places in, looks for them, checks them.", no_args_is_help=True)
app.add_typer(directory_app, name="directory")
lexicon_app = typer.Typer(help="What people say, by language: checks it, learns from it.", no_args_is_help=True)
app.add_typer(lexicon_app, name="lexicon")

out, err = Console(), Console(stderr=True)


def main() -> None:
    """The entry point: an error of ours is one sentence and exit status 2, never a traceback."""
    try:
        app()
    except RelaisError as error:
        for line in str(error).splitlines():
            err.print(f"relais: {line}", style="red", markup=False, highlight=False)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def _settings(**overrides: Any) -> Any:
    from bot.logs import configure
    from bot.settings import load_settings

    settings = load_settings(**overrides)
    configure(settings.log_level)
    return settings


def _until_stopped(work: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> None:
    """Runs ``work`` until it ends or the process is asked to stop (SIGINT, SIGTERM)."""

    async def run() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):  # Windows has no such handlers: Ctrl-C ends it there
                loop.add_signal_handler(number, stop.set)
        await work(stop)

    asyncio.run(run())


@app.command()
def serve() -> None:
    """Starts everything that is configured: channels, lanes, delivery, answer clock, web server."""
    from bot.app import App

    settings = _settings()
    if not settings.telegram_token:
        raise SettingsError(
            "No channel is configured: set RELAIS_TELEGRAM_TOKEN to a bot's token, or try `relais demo`, "
            "which needs no account."
        )

    async def work(stop: asyncio.Event) -> None:
        async with App.open(settings) as house:
            err.print(f"Relais listens on {house.address} and stops with Ctrl-C.", highlight=False)
            await house.run(stop)

    _until_stopped(work)


@app.command()
def worker() -> None:
    """Works on lanes and delivery only; another process receives. Needs PostgreSQL, and Redis to be quick."""
    from bot.app import App

    settings = _settings()
    if settings.database.startswith("sqlite"):
        raise SettingsError(
            "`relais worker` shares its work with other processes, and SQLite serves one process only: "
            "set RELAIS_DATABASE_URL to a PostgreSQL database, or run `relais serve` alone."
        )

    async def work(stop: asyncio.Event) -> None:
        async with App.open(settings, receives=False) as house:
            await house.run(stop)

    _until_stopped(work)


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the page is shown.")] = 8080,
    host: Annotated[str, typer.Option(help="The address it listens on.")] = "127.0.0.1",
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
) -> None:
    """Opens the whole product on a simulator, with a page to try it: no account, no network needed."""
    from bot.demo import run_demo

    _until_stopped(lambda stop: run_demo(stop, host=host, port=port, browser=browser, say=out.print))


@app.command()
def understand(
    texts: Annotated[list[str] | None, typer.Argument(help="Messages to read.", show_default=False)] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help='Read {"text": …} lines, answer JSON lines.')] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show which words and rules decided.")] = False,
) -> None:
    """Shows how a message is understood: language, needs, danger, place, time."""
    from bot.resources import folder
    from bot.understanding import Understander
    from bot.understanding.contract import explain as explained
    from bot.understanding.contract import run_jsonl

    understander = Understander.load(folder("locales"), folder("directory_data"))
    if jsonl:
        run_jsonl(sys.stdin, sys.stdout, understander)
        return
    if not texts:
        raise SettingsError('Nothing to understand: write `relais understand "j\'ai faim"` or use --jsonl.')
    for text in texts:
        read = understander.understand(text, explain=explain)
        if explain:
            out.print(explained(read), markup=False, highlight=False)
        else:
            out.print_json(json.dumps(read.to_json(), ensure_ascii=False))


@lexicon_app.command("check")
def lexicon_check(
    languages: Annotated[list[str] | None, typer.Argument(help="fr en ar …: all when none is named.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="List every finding of every language.")] = False,
) -> None:
    """Finds phrases with two meanings, phrases that are never found, and those that cry wolf."""
    from bot.lexicons import check_lexicons

    if not check_lexicons(languages or [], out, everything=everything):
        raise typer.Exit(1)


@lexicon_app.command("compile")
def lexicon_compile() -> None:
    """Compiles the lexicons beside them, so that every start is quick. `make` does it; it is never needed."""
    from bot.resources import folder
    from bot.understanding.wordbook import Wordbook

    try:
        path = Wordbook.prepare(folder("locales"))
    except OSError as error:
        raise SettingsError(f"The compiled words cannot be kept beside the lexicons: {error}.") from error
    out.print(f"Compiled: {path}.", highlight=False, soft_wrap=True)


@lexicon_app.command("learn")
def lexicon_learn(
    to: Annotated[Path | None, typer.Option(help="Where to write the model; default: beside the lexicons.")] = None,
) -> None:
    """Learns from lexicons and training messages how sure to be; do it after many changes. Takes some minutes."""
    from bot.resources import folder
    from bot.understanding.learn import learn
    from bot.understanding.understander import MODEL

    path = to or folder("locales") / MODEL
    learn(folder("locales"), lambda line: err.print(line, markup=False, highlight=False)).save(path)
    out.print(f"Written: {path} ({path.stat().st_size / 1e6:.1f} MB).", highlight=False)


@app.command("eval")
def evaluate(
    file: Annotated[Path, typer.Argument(help="Labelled messages, tab separated: lang text label accept kind.")],
    language: Annotated[list[str] | None, typer.Option("--lang", help="Only this language; may be repeated.")] = None,
    worst: Annotated[int, typer.Option(min=0, help="Misses to show of each kind, the surest first.")] = 10,
    typos: Annotated[float, typer.Option(min=0, max=0.5, help="Share of letters to mistype first.")] = 0.0,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the table alone, for a page.")] = False,
) -> None:
    """Prints how well labelled messages are understood, by language and intent, with the worst misses."""
    from bot.lexicons import evaluate as run

    run(file, out, languages=language or [], worst=worst, typos=typos, markdown=markdown)


@directory_app.command("import")
def directory_import(
    files: Annotated[list[Path], typer.Argument(help="CSV, GeoJSON or Overpass files.")],
    format_name: Annotated[str | None, typer.Option("--format", help="The format, when it is not found out.")] = None,
    dry_run: Annotated[bool, typer.Option(help="Read and report, change nothing.")] = False,
) -> None:
    """Brings places in; the same file twice changes nothing. Rows that cannot be read are listed."""
    from bot.imports import import_files

    settings = _settings()
    report = asyncio.run(import_files(settings, files, format_name, dry_run=dry_run, console=err))
    out.print(report.sentence(), highlight=False)
    if report.unreadable:
        raise typer.Exit(1)


@directory_app.command("search")
def directory_search(
    words: Annotated[list[str], typer.Argument(help='A need and a place: "douche gare du nord".')],
) -> None:
    """Looks for places as a person would, and prints the card they would read."""
    from bot.imports import search_as_person

    settings = _settings()
    out.print(asyncio.run(search_as_person(settings, " ".join(words))), markup=False, highlight=False)


@app.command()
def audit() -> None:
    """Accounts for every conversation; exit status 1 when the promise is broken for one of them."""
    from bot.reports import audit_report

    if not asyncio.run(audit_report(_settings(), out)):
        raise typer.Exit(1)


@app.command()
def stats(
    since: Annotated[str, typer.Option(help="A day (2026-11-01) or how long ago (7d, 24h, 4w); default: 7 days.")] = "",
    until: Annotated[str, typer.Option(help="The last day, or how long ago; default: now.")] = "",
    pictures: Annotated[Path | None, typer.Option(help="Write a picture (PNG) here.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write a table (CSV) here, without small groups.")] = None,
) -> None:
    """Shows who wrote, what for, and how long they waited."""
    from bot.reports import stats as run

    asyncio.run(run(_settings(), out, since=since, until=until, pictures=pictures, csv=csv))


@app.command()
def doctor() -> None:
    """Checks settings, database, Telegram, the staff group and the translator, and says what to do."""
    from bot.doctor import examine

    if not asyncio.run(examine(_settings(), out)):
        raise typer.Exit(1)


@app.command()
def forget(
    conversation: Annotated[str, typer.Argument(help="The conversation's id, as `relais audit` shows it.")],
) -> None:
    """Erases a person: everything they wrote and everything that says who they are."""
    from bot.reports import forget_person

    out.print(asyncio.run(forget_person(_settings(), conversation)), highlight=False)


@app.command()
def bench(
    what: Annotated[str, typer.Argument(help="throughput, crash, understand, directory, desk or all.")] = "all",
    messages: Annotated[int, typer.Option(min=50, max=100_000, help="Messages of the throughput run.")] = 2_000,
    conversations: Annotated[int, typer.Option(min=1, max=10_000, help="Conversations of the crash run.")] = 200,
    kills: Annotated[int, typer.Option(min=1, max=500, help="How often the process is killed.")] = 20,
    labelled: Annotated[Path | None, typer.Option(help="Labelled messages; default: the tests'.")] = None,
) -> None:
    """Measures on this machine, as ratios in one run: nothing here is a promise about another machine."""
    from bot.bench import run_bench

    if not run_bench(what, messages=messages, conversations=conversations, kills=kills, console=out, labelled=labelled):
        raise typer.Exit(1)


if __name__ == "__main__":
    main()
