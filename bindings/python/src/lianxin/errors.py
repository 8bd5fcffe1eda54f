"""Why something was not done, with its types: what is made for Python declares them in a way that no checker reads."""

from typing import TYPE_CHECKING

__all__ = ["HostError", "LianxinError"]

if TYPE_CHECKING:
    from ._lianxin import FieldFailure

    class _Told(Exception):
        code: str
        zh: str
        en: str

    class LianxinError(_Told):
        """Why something was not done. Nothing is changed then. `code` is for programs, `zh` and `en` are for people."""

        class Fields(_Told):
            fields: list[FieldFailure]

        class NotFound(_Told): ...

        class NotAllowed(_Told): ...

        class NotEnrolled(_Told): ...

        class Refused(_Told): ...

        class Storage(_Told): ...

        class Network(_Told): ...

        class Server(_Told):
            retry_after_seconds: int | None

        class Closed(_Told): ...

        class Key(_Told): ...

        class Misuse(_Told): ...

        class Internal(_Told): ...

    class HostError(Exception):
        """What a callback of the host may raise; anything else counts as the same."""

        class Failed(Exception): ...

else:
    from ._lianxin import HostError, LianxinError
