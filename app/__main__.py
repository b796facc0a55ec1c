"""`python -m app` starts the server; `python -m app --help` lists the settings."""

import logging
import os
import sys
from contextlib import suppress
from typing import NoReturn

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from app.errors import UnrolledError
from app.settings import PREFIX, Settings


def help_text() -> str:
    """Every setting with its default and meaning."""
    head = "python -m app: start Unrolled. Settings are environment variables:\n\n"
    return head + "\n".join(_describe(name, field) for name, field in Settings.model_fields.items())


def _describe(name: str, field: FieldInfo) -> str:
    default = ",".join(field.default) if isinstance(field.default, tuple) else field.default
    return f"  {PREFIX}{name.upper():<18} {field.description} (default: {default or 'empty'!s})"


def _load_settings() -> Settings:
    known = {f"{PREFIX}{name.upper()}" for name in (*Settings.model_fields, "test_data")}
    for name in sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known):
        sys.stderr.write(f"There is no setting {name}: it changes nothing.\n")
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"{PREFIX}{'.'.join(map(str, item['loc'])).upper()}: {item['msg']} (got {item['input']!r})"
            for item in error.errors()
        ]
        _refuse("\n".join(lines))


def _refuse(words: str) -> NoReturn:
    sys.stderr.write(f"{words}\n`python -m app --help` lists the settings.\n")
    raise SystemExit(2)


def main() -> None:
    arguments = sys.argv[1:]
    if {"-h", "--help"} & set(arguments):
        sys.stdout.write(help_text() + "\n")
        return
    if arguments:
        _refuse(f"Unknown argument {arguments[0]!r}: settings are environment variables.")
    settings = _load_settings()
    from app.main import create_app  # torch takes a second to import: not for --help or a bad setting
    from app.web.server import Server

    logging.getLogger("python_multipart").setLevel(logging.ERROR)  # it warns of every malformed upload
    try:
        app = create_app(settings)
    except UnrolledError as error:
        _refuse(error.detail)
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    sys.stdout.write(f"Unrolled: http://{shown}:{settings.port}\n")
    sys.stdout.flush()
    with suppress(KeyboardInterrupt):  # Ctrl-C, once everything is closed
        Server(app, settings.host, settings.port).run()


if __name__ == "__main__":
    main()
