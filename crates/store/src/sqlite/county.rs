//! The county and its sequence.

use lianxin_model::ids::TenantId;

use super::ids;
use super::transaction::Transaction;
use crate::county::{County, ReadCounty, WriteCounty};
use crate::{Result, StoreError};

impl ReadCounty for Transaction<'_> {
    fn county(&self) -> Result<County> {
        let county = self.row("SELECT * FROM county", (), |row| {
            Ok(County {
                tenant: TenantId(ids::uuid(row, "tenant")?),
                epoch: row.get::<_, i64>("epoch")?.cast_unsigned(),
                seq: row.get("seq")?,
                server_secret: row.get("server_secret")?,
                recovering_until_s: row.get("recovering_until_s")?,
            })
        })?;
        county.ok_or(StoreError::Corrupt("county"))
    }
}

impl WriteCounty for Transaction<'_> {
    fn next_seq(&mut self) -> Result<u64> {
        self.take_numbers(1)
    }

    fn set_epoch(&mut self, epoch: u64) -> Result<()> {
        self.execute_on("county", "UPDATE county SET epoch = ?1", [epoch.cast_signed()])
    }

    fn put_server_secret(&mut self, secret: &[u8; 32]) -> Result<()> {
        self.execute_on("county", "UPDATE county SET server_secret = coalesce(server_secret, ?1)", [secret])
    }

    fn set_recovering(&mut self, until_s: Option<i64>) -> Result<()> {
        self.execute_on("county", "UPDATE county SET recovering_until_s = ?1", [until_s])
    }
}
