"""`carelog …` and `python -m bot …`: loads the command line and runs it."""

from bot.loading import loading


def main() -> None:
    """The console script."""
    with loading():
        from bot.command_line import app  # noqa: PLC0415 (so that it is loaded within)
    app()


if __name__ == "__main__":
    main()
