"""From a model to its provider, evalhw's own or one that an installed package adds.

Invariant: only the named provider's module, and its client, are imported.
"""

import importlib

from evalhw.errors import EvalhwError, NotFoundError
from evalhw.extensions import extension, refused
from evalhw.providers.base import Provider, Setting
from evalhw.providers.catalogue import GROUP, Model

_LONGEST = 200  # characters of what a package says went wrong


def provider_for(model: Model, setting: Setting) -> Provider:
    """The provider of a model.

    Args:
        model: The model, as the catalogue knows it; its `module` is a file of this package with a function `create`.
        setting: What the provider may need.

    Raises:
        NotFoundError: There is no such recording or file.
        MissingExtraError: What it needs is not installed.
        UserError: A key is missing, or the package that adds the provider is broken.
    """
    if model.installed:
        return _installed(model, setting)
    module = importlib.import_module(f"evalhw.providers.{model.module}")
    provider: Provider = module.create(model, setting)
    return provider


def _installed(model: Model, setting: Setting) -> Provider:
    """The provider that an installed package makes."""
    found = extension(GROUP, model.module)
    if found is None:
        raise NotFoundError(f"no installed package adds the provider '{model.module}'")
    if not callable(found.loaded):
        raise refused(found, GROUP, "is no function (model, setting) -> Provider")
    try:
        provider: Provider = found.loaded(model, setting)
    except EvalhwError:
        raise
    except Exception as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())[:_LONGEST]
        raise refused(found, GROUP, f"failed to make a provider ({setting.scrubber.scrub(said)})") from error
    return provider
