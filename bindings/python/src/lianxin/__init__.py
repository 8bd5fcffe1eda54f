"""The core of Lianxin 连心: one open store, and what may be asked of it.

    store = lianxin.Store.open(lianxin.StoreConfig(folder="…"), lianxin.passphrase_key_store("…"))
    store.enrol_blocking("https://county.example CODE")
    store.sync_blocking()
    store.households().list(lianxin.ListFilter())

Everything here is made from the core. `lianxin.frames` turns lists into data frames.
"""

from ._lianxin import *  # noqa: F403
from ._lianxin import __all__ as __all__
from .errors import HostError as HostError  # type: ignore[assignment]
from .errors import LianxinError as LianxinError  # type: ignore[assignment]
