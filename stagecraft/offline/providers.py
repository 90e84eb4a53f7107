"""Which provider answers for a resource or a function: the named one, or its package's default provider."""

from collections.abc import Mapping
from typing import Any

from stagecraft.offline.cloud import Cloud
from stagecraft.offline.deployment import Deployment, Registered, RegistrationError


class Providers:
    """The providers of one deployment, under the engine's rules."""

    def __init__(self, deployment: Deployment, cloud: Cloud) -> None:
        """Look providers up in `deployment`; `cloud` knows the stack's configuration."""
        self._deployment = deployment
        self._cloud = cloud
        # the reference of a parameterized package -> its name and version
        self._packages: dict[str, tuple[str, str]] = {}

    def add_package(self, request: Any) -> str:
        """Keep the name of a package that is registered by itself; return the reference to it."""
        parameterization = request.parameterization if request.HasField("parameterization") else None
        name = parameterization.name if parameterization else request.name
        version = parameterization.version if parameterization else request.version
        reference = f"{name}@{version}"
        self._packages[reference] = (name, version)
        return reference

    def of(self, request: Any) -> Registered:
        """Return the provider of a registration, a read or an invoke.

        Raises:
            RegistrationError: the named provider is not known, or the default provider is disabled.
        """
        if request.provider:
            provider = self._deployment.get(request.provider.rsplit("::", 1)[0])
            if provider is None:
                message = f"unknown provider '{request.provider}'"
                raise RegistrationError(message)
            return provider
        package = self._package(request)[0]
        if self._cloud.default_provider_disabled(package):
            message = (
                f"Default provider for '{package}' disabled. '{_token(request)}' must use an explicit provider "
                "(pulumi:disable-default-providers in the stack's config)."
            )
            raise RegistrationError(message)
        return self.default_of(request)

    def default_of(self, request: Any) -> Registered:
        """Return the default provider of the package that a request is about."""
        package, version = self._package(request)
        return self._deployment.default_provider(package, version, self._config(package))

    def builtin(self) -> Registered:
        """Return the engine's own provider, which answers for stack references."""
        return self._deployment.default_provider("pulumi", "", {})

    def _package(self, request: Any) -> tuple[str, str]:
        reference = getattr(request, "packageRef", "")
        return self._packages[reference] if reference else (_token(request).split(":")[0], request.version)

    def _config(self, package: str) -> Mapping[str, str]:
        keys = (key for key in self._cloud.config if key.startswith(f"{package}:"))
        return {key.split(":", 1)[1]: self._cloud.config[key] for key in keys}


def _token(request: Any) -> str:
    return str(request.tok if hasattr(request, "tok") else request.type)
