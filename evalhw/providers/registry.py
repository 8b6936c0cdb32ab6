"""From a model's name to its provider. Invariant: only the named provider's module, and its client, are imported."""

import importlib
import pkgutil

from evalhw import providers
from evalhw.errors import NotFoundError
from evalhw.providers.base import Provider, Setting

_NOT_PROVIDERS = {"base", "registry"}


def provider_names() -> tuple[str, ...]:
    """Every provider there is: one for each file of this package that holds one."""
    names = (module.name for module in pkgutil.iter_modules(providers.__path__))
    return tuple(sorted(name for name in names if name not in _NOT_PROVIDERS))


def provider_for(model: str, setting: Setting) -> Provider:
    """The provider of a model.

    Args:
        model: ``provider:name`` or ``provider``, such as ``replay:mistral``.
        setting: What the provider may need.

    Raises:
        NotFoundError: There is no such provider or model.
        MissingExtraError: What it needs is not installed.
        UserError: A key is missing.
    """
    prefix, _, name = model.partition(":")
    if prefix not in provider_names():
        raise NotFoundError(f"no model '{model}'; expected PROVIDER:MODEL with one of {', '.join(provider_names())}")
    module = importlib.import_module(f"evalhw.providers.{prefix}")
    provider: Provider = module.create(name, setting)
    return provider
