# %% [markdown]
# # A day of a cadre
#
# Runs from top to bottom, as a script or cell by cell in any notebook that reads `# %%`. It needs the package `lianxin-core`,
# a server (`cargo xtask demo` runs one) and what its administrator shows for a new phone: the address and a one-time code, or
# the link with the code in it.
#
#     LIANXIN_ENROL="http://127.0.0.1:8080 CODE" LIANXIN_FOLDER=/tmp/day python day.py

# %%
import os

from lianxin import (
    AddDiaryEntryRequest,
    AddVisitRequest,
    ListFilter,
    OpenCaseRequest,
    RecordVisitRequest,
    RowsFilter,
    RowsOrder,
    Store,
    StoreConfig,
    passphrase_key_store,
    set_field,
)
from lianxin.frames import rows

# %% [markdown]
# The store is encrypted as a whole. A phone's own key store keeps its key; a script has a passphrase.

# %%
keys = passphrase_key_store(os.environ.get("LIANXIN_PASSPHRASE", "走遍千山万水，架起连心桥"))
store = Store.open(StoreConfig(folder=os.environ["LIANXIN_FOLDER"]), keys)
if not store.status().enrolled:
    store.enrol_blocking(os.environ["LIANXIN_ENROL"])
report = store.sync_blocking()
print(f"{store.status().user_name}: {report.received} records came in {report.rounds} round trips")

# %% [markdown]
# Morning: who has not been visited for the longest time? From here on no network is needed.

# %%
page = store.households().rows(RowsFilter(order=RowsOrder.UNSEEN, limit=5))
for row in rows(page.rows):
    print(row["code"], row["persons"], "people, last visited:", row["last_visit"])
household = store.households().show(page.rows[0].id).household

# %% [markdown]
# At the door: one record of all that the visit brought. The heads say which state was on the screen, so that a correction
# never writes over what somebody else wrote meanwhile.

# %%
added = store.visits().record(
    RecordVisitRequest(
        household=household.id,
        visit=AddVisitRequest(
            kind="home",
            text="老人安好，堂屋漏雨",
            cases=[OpenCaseRequest(ledger="livelihood", title="屋顶漏雨", text="下雨时堂屋漏水，要换瓦")],
        ),
        corrections=[set_field("housing", "砖瓦房")],
        seen_heads=household.heads,
    )
)
print("next steps of the case:", ", ".join(store.cases().next(added.cases[0].id)))

# %% [markdown]
# Evening: the diary drafts itself from the day.

# %%
draft = store.diary().draft()
assert draft is not None
entry = store.diary().add(
    AddDiaryEntryRequest(text=draft.text, households=draft.households, visits=draft.visits, cases=draft.cases)
)
print(entry.fields.text)

# %% [markdown]
# Back in range.

# %%
waiting = store.status().unsent
report = store.sync_blocking()
status = store.status()
print(f"{waiting} edits waited, {report.accepted} are with the server, {status.unsent} wait")

# %% [markdown]
# For the office: the open cases. `lianxin.frames.frame` gives the same rows as a pandas data frame.

# %%
cases = rows(store.cases().list(ListFilter(open=True)))
print(len(cases), "open cases:", sorted({case["ledger"] for case in cases}))
store.close()
