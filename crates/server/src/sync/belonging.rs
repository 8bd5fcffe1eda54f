//! Where a document belongs after a change, and whether its writer may write there.

use std::collections::HashSet;

use lianxin_model::ids::{DocId, Kind, TenantId};
use lianxin_model::projection::Projection;
use lianxin_store::{Read, StoreError, User};
use lianxin_sync::Code;

use super::scopes::Scopes;

/// The version of ids that are hashed from an official code.
const OFFICIAL_VERSION: usize = 5;

/// The verdict on one document as a frame would leave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// In the writer's scope.
    Within,
    /// In the writer's scope if this household is: it comes later in the same frame.
    With(DocId),
    /// Nowhere that the writer may write.
    Refused(Code),
}

/// Why this person may not leave a document like this at the server, if so: the judgement on a device's change, for one that
/// comes without a frame.
pub(crate) fn may_leave(
    read: &dyn Read,
    tenant: TenantId,
    user: &User,
    row: &Projection,
) -> Result<Option<Code>, StoreError> {
    let writer = Sender { tenant, user: user.clone(), households: HashSet::new() };
    Ok(match writer.place(read, &mut Scopes::of(user.id), row)? {
        Place::Within => None,
        Place::With(_) => Some(Code::OutOfScope),
        Place::Refused(code) => Some(code),
    })
}

/// Who writes, and what else their frame brings.
#[derive(Debug, Clone)]
pub(super) struct Sender {
    /// The county.
    pub(super) tenant: TenantId,
    /// The account.
    pub(super) user: User,
    /// Households of the frame, but those that turned out not to be taken.
    pub(super) households: HashSet<DocId>,
}

impl Sender {
    /// Judges the outcome of a change. What a duty of the writer's brings to their devices they may write to, as it was
    /// before this change: nobody makes a case theirs by saying so in it.
    pub(super) fn place(&self, read: &dyn Read, scopes: &mut Scopes, row: &Projection) -> Result<Place, StoreError> {
        let place = self.place_by_scope(read, scopes, row)?;
        if place == Place::Refused(Code::OutOfScope) && read.duty_covers(self.user.id, row.id, row.subject)? {
            return Ok(Place::Within);
        }
        Ok(place)
    }

    fn place_by_scope(&self, read: &dyn Read, scopes: &mut Scopes, row: &Projection) -> Result<Place, StoreError> {
        match row.kind {
            Kind::Household => self.household(read, scopes, row),
            Kind::Person | Kind::Case | Kind::Visit | Kind::Assistance => {
                self.of_household(read, scopes, row.household)
            }
            Kind::DiaryEntry if row.owner == Some(self.user.id) => Ok(Place::Within),
            Kind::DiaryEntry => Ok(Place::Refused(Code::OutOfScope)),
            Kind::Comment => self.comment(read, scopes, row),
        }
    }

    /// A household lies in an area of the writer's, and an official code and its id belong together: otherwise a made-up
    /// code would take the place of the household that has it.
    fn household(&self, read: &dyn Read, scopes: &mut Scopes, row: &Projection) -> Result<Place, StoreError> {
        let genuine = match &row.code {
            Some(code) => row.id == DocId::official(self.tenant, Kind::Household, code),
            None => row.id.0.get_version_num() != OFFICIAL_VERSION,
        };
        if !genuine {
            return Ok(Place::Refused(Code::BadValue));
        }
        let within = scopes.cover(read, Some(row.id), row.area.as_deref(), None)?;
        Ok(if within { Place::Within } else { Place::Refused(Code::OutOfScope) })
    }

    fn of_household(
        &self,
        read: &dyn Read,
        scopes: &mut Scopes,
        household: Option<DocId>,
    ) -> Result<Place, StoreError> {
        let Some(household) = household else { return Ok(Place::Refused(Code::OutOfScope)) };
        let meta = read.document(household)?;
        if meta.as_ref().is_some_and(|meta| meta.kind != Kind::Household) {
            return Ok(Place::Refused(Code::BadValue));
        }
        let area = meta.as_ref().and_then(|meta| meta.area.as_deref());
        if scopes.cover(read, Some(household), area, None)? {
            return Ok(Place::Within);
        }
        let comes = meta.is_none() && self.households.contains(&household);
        Ok(if comes { Place::With(household) } else { Place::Refused(Code::OutOfScope) })
    }

    /// A comment hangs on something, and belongs where that belongs: to its household, or to the author of a diary entry.
    fn comment(&self, read: &dyn Read, scopes: &mut Scopes, row: &Projection) -> Result<Place, StoreError> {
        let Some(subject) = row.subject else { return Ok(Place::Refused(Code::BadValue)) };
        if let Some(subject) = read.document(subject)? {
            let same = subject.household == row.household && (row.household.is_some() || subject.owner == row.owner);
            if !same {
                return Ok(Place::Refused(Code::BadValue));
            }
        }
        if row.household.is_some() {
            return self.of_household(read, scopes, row.household);
        }
        let Some(addressee) = row.owner else { return Ok(Place::Refused(Code::OutOfScope)) };
        let leads = self.user.role.leads() && read.account_within(addressee, &self.user.area)?;
        Ok(if leads { Place::Within } else { Place::Refused(Code::OutOfScope) })
    }
}
