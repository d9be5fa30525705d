"""Errors under one root; each carries its facts, so that a caller can act on them and not on the wording."""

from __future__ import annotations


class RashomonError(Exception):
    """Anything that stops a command; `str()` of it is one plain sentence for the user."""


class CaseError(RashomonError):
    """The case file cannot be used: it is no case, is damaged, or cannot be written."""

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}")


class CaseVersionError(CaseError):
    """The case was made by a newer version than this one."""

    def __init__(self, path: str, found: int, known: int) -> None:
        self.found, self.known = found, known
        reason = f"this case has schema version {found}; this rashomon reads up to {known}: please update"
        super().__init__(path, reason)


class ReferenceUnknownError(RashomonError):
    """A short reference or permanent id names nothing in this case."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(f"{reference}: no finding or story of that name in this case")


class PackError(RashomonError):
    """A language pack does not hold what it must."""

    def __init__(self, pack: str, reason: str) -> None:
        self.pack, self.reason = pack, reason
        super().__init__(f"language pack {pack}: {reason}")


class SettingsError(RashomonError):
    """An option has a value that cannot be used."""


class ExtraMissingError(RashomonError):
    """Something needs a library that is not installed by default."""

    def __init__(self, what: str, extra: str) -> None:
        self.what, self.extra = what, extra
        super().__init__(f"{what} needs more than is installed: pip install 'rashomon[{extra}]'")
