"""The models that evalhw knows by name: ``models.yaml`` as shipped, with the user's own in its place where it says so.

Invariant: a name means one thing; looking it up opens no connection and reads no key.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from evalhw.errors import NotFoundError
from evalhw.extensions import names
from evalhw.files.yaml_file import parse_yaml, read_yaml
from evalhw.frozen import Frozen

GROUP: Literal["evalhw.providers"] = "evalhw.providers"
"""The entry points by which packages add providers: functions ``(Model, Setting) -> Provider``."""
VARIABLE = "EVALHW_MODELS"
LOCAL = "local"
_GGUF = "gguf"


class Service(Frozen):
    """Something that answers over the network, and how it departs from the format that most speak."""

    client: Literal["openai", "mistral"]
    base_url: str = Field(pattern=r"^https?://")
    key: str = Field(default="", pattern=r"^[A-Z0-9_]*$", description="The environment variable that holds the key.")
    key_optional: bool = False
    max_tokens_as: str = "max_tokens"
    seed_as: str = "seed"
    system_as: Literal["system", "developer", "user"] = "system"
    finish_as: dict[str, str] = Field(default_factory=dict, description="What finish reasons of its own mean.")
    documents_as: Literal["file", "document_url"] = "file"
    omit: tuple[str, ...] = ()
    images: bool = False
    documents: bool = False


class Prices(Frozen):
    """US dollars per million tokens."""

    input: float = Field(ge=0)
    output: float = Field(ge=0)
    cached_input: float | None = Field(
        default=None,
        ge=0,
        description="Of input that the service had in its cache; as any other where it is not given.",
    )


class Limits(Frozen):
    """What a service allows."""

    concurrency: int | None = Field(default=None, ge=1)
    requests_per_minute: int | None = Field(default=None, ge=1)
    tokens_per_minute: int | None = Field(default=None, ge=1)


class ModelEntry(Frozen):
    """A model by its short name."""

    service: str
    model: str
    prices: Prices | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)
    limits: Limits = Limits()
    omit: tuple[str, ...] = ()


class _CatalogueFile(Frozen):
    services: dict[str, Service] = Field(default_factory=dict)
    models: dict[str, ModelEntry] = Field(default_factory=dict)


@dataclass(frozen=True)
class Model:
    """A model's name, looked up.

    Attributes:
        name: As the user wrote it.
        module: The file under ``providers`` that makes its provider, or the name of the entry point that does.
        model: The model as that provider knows it.
        service: Where it is asked, if over the network.
        entry: Prices, default parameters and limits.
        installed: Whether its provider is one that an installed package adds.
    """

    name: str
    module: str
    model: str
    service: Service | None
    entry: ModelEntry
    installed: bool = False


@dataclass(frozen=True)
class Catalogue:
    """All services and models by name."""

    services: Mapping[str, Service]
    models: Mapping[str, ModelEntry]

    def look_up(self, name: str) -> Model:
        """What a name means: a model's short name, ``service:model``, ``replay:RUN`` or ``gguf:PATH``.

        Raises:
            NotFoundError: Nothing of that name is known.
        """
        entry = self.models.get(name)
        prefix, colon, rest = name.partition(":")
        if entry is None and prefix in self.services and rest:
            entry = self._entry_of(prefix, rest)
        if entry is not None and entry.service == LOCAL:
            return Model(name, LOCAL, entry.model, None, entry)
        if entry is not None:
            service = self.services.get(entry.service)
            if service is None and entry.service in names(GROUP):
                return Model(name, entry.service, entry.model, None, entry, installed=True)
            if service is None:
                raise NotFoundError(f"{name}: no service '{entry.service}'; expected {', '.join(self.services)}")
            return Model(name, service.client, entry.model, service, entry)
        if prefix in {"replay", _GGUF} and colon:
            module = LOCAL if prefix == _GGUF else prefix
            return Model(name, module, rest, None, ModelEntry(service=module, model=rest or prefix))
        if colon and rest and prefix in names(GROUP):
            return Model(name, prefix, rest, None, ModelEntry(service=prefix, model=rest), installed=True)
        raise NotFoundError(f"no model '{name}'; {self._expected(prefix, colon)}")

    def prices(self, name: str) -> Prices | None:
        """What a model costs; None where nobody knows, as for a name that means nothing here or a recording."""
        try:
            return self.look_up(name).entry.prices
        except NotFoundError:
            return None

    def _entry_of(self, service: str, model: str) -> ModelEntry:
        known = (one for one in self.models.values() if (one.service, one.model) == (service, model))
        return next(known, ModelEntry(service=service, model=model))

    def _expected(self, prefix: str, colon: str) -> str:
        if prefix in self.services and not colon:
            return f"say which of its models: {prefix}:MODEL"
        forms = ", ".join(
            (*(f"{service}:MODEL" for service in (*self.services, *names(GROUP))), "replay:RUN", "gguf:PATH")
        )
        return f"expected {', '.join(self.models)}, or {forms}; `evalhw models` lists them"


def load_catalogue(root: Path | None = None) -> Catalogue:
    """The shipped models, and the user's: ``EVALHW_MODELS``, else ``models.yaml`` under the root.

    Raises:
        NotFoundError: ``EVALHW_MODELS`` names a file that is not there.
        SpecError: A file is faulty; one line for each fault.
    """
    shipped = parse_yaml(files("evalhw").joinpath("models.yaml").read_bytes(), "models.yaml").validate(_CatalogueFile)
    services, models = dict(shipped.services), dict(shipped.models)
    own = _own_file(root)
    if own is not None:
        added = read_yaml(own).validate(_CatalogueFile)
        services |= added.services
        models |= added.models
    return Catalogue(services, models)


def _own_file(root: Path | None) -> Path | None:
    from evalhw.homework.homework import find_root

    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    path = find_root(root) / "models.yaml"
    return path if path.is_file() else None


def cost(prices: Prices | None, input_tokens: int, output_tokens: int, cached_tokens: int = 0) -> float | None:
    """US dollars for so many tokens; None if the price is not known.

    Args:
        prices: What a million tokens cost.
        input_tokens: All that was sent, cached or not.
        output_tokens: All that was answered, reasoning among it.
        cached_tokens: Of the input, what the service had in its cache.
    """
    if prices is None:
        return None
    cached_price = prices.input if prices.cached_input is None else prices.cached_input
    sent = (input_tokens - cached_tokens) * prices.input + cached_tokens * cached_price
    return (sent + output_tokens * prices.output) / 1_000_000


def tokens_of(text: str) -> int:
    """About how many tokens a text has: four characters each, and one for each character beyond Latin."""
    wide = len(re.findall(r"[^\x00-\u024f]", text))
    return wide + (len(text) - wide + 3) // 4
