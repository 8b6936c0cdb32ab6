"""From a model to its provider. Invariant: only the named provider's module, and its client, are imported."""

import importlib

from evalhw.providers.base import Provider, Setting
from evalhw.providers.catalogue import Model


def provider_for(model: Model, setting: Setting) -> Provider:
    """The provider of a model.

    Args:
        model: The model, as the catalogue knows it; its `module` is a file of this package with a function `create`.
        setting: What the provider may need.

    Raises:
        NotFoundError: There is no such recording or file.
        MissingExtraError: What it needs is not installed.
        UserError: A key is missing.
    """
    module = importlib.import_module(f"evalhw.providers.{model.module}")
    provider: Provider = module.create(model, setting)
    return provider
