//! People as they are sought: by place, office and name.

use lianxin_model::ids::UserId;
use lianxin_model::search::{Keys, Term};
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::accounts;
use super::transaction::Transaction;
use crate::Result;
use crate::accounts::{PeopleQuery, User};

/// An account with the tokens of its name, where they are kept.
struct Found {
    user: User,
    tokens: Option<String>,
}

/// The search tokens of a name as they are kept.
pub(super) fn tokens(name: &str) -> String {
    let mut keys = Keys::new();
    keys.name(name);
    keys.tokens().join(" ")
}

/// One statement, put together from the parts of the query that are given.
#[derive(Default)]
struct Statement {
    trees: Vec<String>,
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Statement {
    fn of(query: &PeopleQuery, after: Option<&(String, UserId)>) -> Self {
        let mut statement = Self::default();
        if let Some(area) = &query.near {
            statement.near(area);
        }
        if let Some(area) = &query.area {
            let area = statement.bind(area.clone());
            statement.tree("asked", &area);
            statement.conditions.push("user.area IN (SELECT code FROM asked)".to_owned());
        }
        if let Some(id) = query.id {
            statement.equal("id", id.as_bytes().to_vec());
        }
        if let Some(role) = query.role {
            statement.equal("role", role.word().to_owned());
        }
        if let Some(unit) = query.unit {
            statement.equal("unit", unit.as_bytes().to_vec());
        }
        if let Some(disabled) = query.disabled {
            statement.equal("disabled", i64::from(disabled));
        }
        if let Some((area, id)) = after {
            let (area, id) = (statement.bind(area.clone()), statement.bind(id.as_bytes().to_vec()));
            statement.conditions.push(format!("(user.area, user.id) > ({area}, {id})"));
        }
        statement
    }

    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    fn equal(&mut self, column: &str, value: impl Into<Value>) {
        let value = self.bind(value);
        self.conditions.push(format!("user.{column} = {value}"));
    }

    /// The codes of an area and of what lies in it.
    fn tree(&mut self, name: &str, root: &str) {
        self.trees.push(format!(
            "{name}(code) AS (SELECT {root}
             UNION SELECT child.code FROM {name} JOIN area AS child ON child.parent = {name}.code)"
        ));
    }

    /// Those of the area and of the places around it, and whoever answers for a household or place in it.
    fn near(&mut self, area: &str) {
        let area = self.bind(area.to_owned());
        self.tree("inside", &area);
        self.trees.push(format!(
            "around(code) AS (SELECT {area}
             UNION SELECT area.parent FROM around JOIN area USING (code) WHERE area.parent IS NOT NULL),
             answering(id) AS (
                SELECT assignment.user FROM inside CROSS JOIN assignment ON assignment.area = inside.code
                    WHERE assignment.ended_seq IS NULL
                UNION
                SELECT assignment.user FROM inside
                    CROSS JOIN document ON document.kind = 1 AND document.area = inside.code
                    CROSS JOIN assignment ON assignment.household = document.id
                    WHERE assignment.ended_seq IS NULL
             )"
        ));
        self.conditions.push(
            "user.area IN (SELECT code FROM inside) OR user.area IN (SELECT code FROM around)
             OR user.id IN (SELECT id FROM answering)"
                .to_owned(),
        );
    }

    fn text(&self) -> String {
        let trees = match self.trees.as_slice() {
            [] => String::new(),
            trees => format!("WITH RECURSIVE {} ", trees.join(", ")),
        };
        let conditions = match self.conditions.as_slice() {
            [] => String::new(),
            conditions => format!("WHERE ({}) ", conditions.join(") AND (")),
        };
        format!("{trees}SELECT user.* FROM user {conditions}ORDER BY user.area, user.id")
    }
}

/// Whether what is sought stands in the name, or in the login where that may be found.
fn is_sought(found: &Found, terms: &[Term], by_login: bool) -> bool {
    if terms.is_empty() {
        return true;
    }
    let made;
    let kept = match &found.tokens {
        Some(kept) => kept,
        None => {
            made = tokens(&found.user.name);
            &made
        }
    };
    let login = by_login.then(|| {
        let mut keys = Keys::new();
        keys.text(&found.user.login);
        keys.tokens()
    });
    let login: Vec<&str> = login.iter().flatten().map(String::as_str).collect();
    let is_met = |term: &Term| {
        let mut tokens = kept.split(' ').chain(login.iter().copied());
        tokens.any(|token| term.any.iter().any(|pattern| pattern.matches(token)))
    };
    terms.iter().all(is_met)
}

impl Transaction<'_> {
    /// Goes through the accounts that are sought, until enough of them are told.
    pub(super) fn each_person(
        &self,
        query: &PeopleQuery,
        after: Option<&(String, UserId)>,
        mut tell: impl FnMut(User) -> bool,
    ) -> Result<()> {
        let statement = Statement::of(query, after);
        let mut prepared = self.open()?.prepare_cached(&statement.text())?;
        let mut rows = prepared.query(params_from_iter(&statement.values))?;
        while let Some(row) = rows.next()? {
            let found = Found { user: accounts::user(row)?, tokens: row.get("tokens")? };
            if is_sought(&found, &query.terms, query.by_login) && !tell(found.user) {
                break;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use lianxin_model::search;

    use super::*;

    #[test]
    fn kept_tokens_find_as_the_model_does() {
        let name = "欧阳阿依古丽·买买提";
        let mut keys = Keys::new();
        keys.name(name);
        let made = keys.tokens();
        for typed in ["欧阳", "ouyang", "oy", "ayigu", "买提", "王", "mmt"] {
            let terms = search::query(typed);
            let kept = tokens(name);
            let met = terms
                .iter()
                .all(|term| kept.split(' ').any(|token| term.any.iter().any(|pattern| pattern.matches(token))));
            assert_eq!(met, search::matches(&terms, &made), "{typed}");
        }
    }
}
