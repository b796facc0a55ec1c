"""`python -m app` starts the server; `python -m app --help` lists the settings."""

import logging
import sys

import uvicorn
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from app.settings import Settings


def help_text() -> str:
    """Every setting with its default and meaning."""
    head = "python -m app: start Unrolled. Settings are environment variables:\n\n"
    return head + "\n".join(_describe(name, field) for name, field in Settings.model_fields.items())


def _describe(name: str, field: FieldInfo) -> str:
    default = ",".join(field.default) if isinstance(field.default, tuple) else field.default
    return f"  UNROLLED_{name.upper():<18} {field.description} (default: {default!s})"


def _load_settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        for item in error.errors():
            name = ".".join(str(part) for part in item["loc"]).upper()
            sys.stderr.write(f"UNROLLED_{name}: {item['msg']} (got {item['input']!r})\n")
        sys.stderr.write("`python -m app --help` lists the settings.\n")
        raise SystemExit(2) from None


def main() -> None:
    if {"-h", "--help"} & set(sys.argv[1:]):
        sys.stdout.write(help_text() + "\n")
        return
    settings = _load_settings()
    logging.getLogger("python_multipart").setLevel(logging.ERROR)  # it warns of every malformed upload
    from app.main import create_app  # torch takes a second to import: not for --help or a bad setting

    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    sys.stdout.write(f"Unrolled: http://{shown}:{settings.port}\n")
    sys.stdout.flush()
    uvicorn.run(
        create_app(settings), host=settings.host, port=settings.port, log_level="warning", server_header=False
    )


if __name__ == "__main__":
    main()
