"""What configuration is to routes: the models that it names, and where it leads clients."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Part, Place, Repair, Unit, part_key
from ..hosts import names_electron
from ..model_names import is_text_model
from .entry import Entry

_VARIABLE = re.compile(r"^[A-Z][A-Z0-9_]*$")
# A variable that is called so may lead a client elsewhere, whatever its value is here.
_ADDRESS = re.compile(r"URL|BASE|HOST|ENDPOINT")


def entry_parts(unit: Unit, entry: Entry) -> Iterator[Part]:
    """Yield what an entry of a file is to a route: a model, or where a base URL leads.

    Args:
        unit: The file.
        entry: The entry.
    """
    place = Place(unit, entry.start, entry.end)
    variable = entry.key if _VARIABLE.match(entry.key) else ""
    if is_text_model(entry.value):
        key = part_key("set-model", place)
        # Read by its name in the environment, or by a program that loads the file.
        dotted = ".".join((*entry.parents, entry.key))
        name = f"file:{unit.path.rpartition('/')[2]}#{dotted}"
        needs = f"env@{variable}" if variable else name.replace("file:", "file@", 1)
        yield Part(
            place=place, key=key, kind="model", name=f"the setting `{entry.key}`", needs=(needs,),
            repair=Repair("set-model", place), code="R02", stored=True,
        )  # fmt: skip
        yield Part(
            place=place, key=f"stored@{variable or name}", kind="name",
            name=f"the setting `{entry.key}`", needs=(key,),
        )  # fmt: skip
    elif variable:
        yield from address_part(place, variable, entry.value)
        if variable.endswith("_KEY") and unit.path.rpartition("/")[2].startswith(".env"):
            # Settings that are read from a file refuse what none of their fields is named for.
            yield Part(
                place=place, key=f"stored@key:{variable}", kind="name",
                name=f"the variable `{variable}`",
                obstacle=f"stands in a file that settings are read from ({unit.path})",
            )  # fmt: skip


def script_parts(place: Place, variable: str, value: str) -> Iterator[Part]:
    """Yield what a variable of a script is to a route: scripts are not changed.

    Args:
        place: Where it is set.
        variable: Its name.
        value: What it is set to.
    """
    if is_text_model(value):
        yield Part(
            place=place, key=f"stored@{variable}", kind="name", name=f"the variable `{variable}`",
            obstacle=f"is set in a script ({place.unit.path}:{place.line})",
        )  # fmt: skip
    else:
        yield from address_part(place, variable, value)


def address_part(place: Place, variable: str, value: str) -> Iterator[Part]:
    """Yield a base URL that leads neither to OpenAI nor to Electron.

    Args:
        place: Where it is set.
        variable: The variable that it is set in.
        value: The URL.
    """
    own = "api.openai.com" in value or names_electron(value)
    if _ADDRESS.search(variable) and "://" in value and not own:
        yield Part(
            place=place, key=f"stored@{variable}", kind="name", name=f"the setting `{variable}`",
            obstacle="leads to another host than OpenAI's "
            f"({place.unit.path}:{place.line})",
        )  # fmt: skip
