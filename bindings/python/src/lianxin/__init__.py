"""The core of Lianxin 连心: one open store, and what may be asked of it.

    store = lianxin.Store.open(lianxin.StoreConfig(folder="…"), lianxin.passphrase_key_store("…"))
    store.enrol_blocking("https://county.example CODE")
    store.sync_blocking()
    store.households().list(lianxin.ListFilter())

Everything here is made from the core. `lianxin.frames` turns lists into data frames.
"""

from . import _lianxin

# First, so that a checker takes these declarations of theirs.
from .errors import HostError as HostError
from .errors import LianxinError as LianxinError
from ._lianxin import *  # type: ignore[assignment]  # noqa: F403
from ._lianxin import __all__ as __all__

# Bindings do not look by themselves whether the library beside them is theirs.
_lianxin._uniffi_check_api_checksums(_lianxin._UniffiLib)  # type: ignore[no-untyped-call]
