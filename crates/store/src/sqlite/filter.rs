//! The conditions of a list or search, as they stand in a statement.

use lianxin_model::course::Status;
use lianxin_model::ids::{DocId, Kind, UserId};
use lianxin_model::search::{Pattern, Term};
use rusqlite::types::Value;

use crate::projections::{ListQuery, Overdue};
use crate::scope::Scope;

/// The conditions of one query, and the values in them.
#[derive(Default)]
pub(super) struct Filter {
    trees: Vec<String>,
    pub(super) conditions: Vec<String>,
    pub(super) values: Vec<Value>,
    /// What decides whether the reader may see a document; none where they see everything.
    covered: Option<String>,
    /// The document, where only one of any kind is sought.
    one: Option<String>,
    /// What the search index is asked for, and the statement that finds it.
    pub(super) hits: Option<(String, String)>,
}

/// By what a document lies in an area.
#[derive(Clone, Copy)]
enum By {
    Place,
    Owner,
}

impl Filter {
    pub(super) fn of(query: &ListQuery) -> Self {
        let mut filter = Self::default();
        // One document is looked at from itself: of a scope's places those around it are of interest, not the hundreds in it.
        filter.one = query.id.filter(|_| query.kind.is_none()).map(|id| filter.bind(id.as_bytes().to_vec()));
        filter.within(query.kind, &query.scope, query.area.as_deref());
        if let Some(kind) = query.kind {
            // As it stands in the indexes of one kind: with a value in its place SQLite would not take them.
            filter.conditions.push(format!("kind = {}", kind.number()));
        }
        match &filter.one {
            Some(id) => filter.conditions.push(format!("id = {id}")),
            None => filter.equal("id", query.id.map(|id| id.as_bytes().to_vec())),
        }
        filter.household(query.kind, query.household);
        filter.equal("author", query.author.map(|id| id.as_bytes().to_vec()));
        filter.equal("owner", query.owner.map(|id| id.as_bytes().to_vec()));
        filter.equal("subject", query.subject.map(|id| id.as_bytes().to_vec()));
        if let Some(code) = &query.code {
            let code = filter.bind(code.clone());
            filter.found(query.kind, &format!("code = {code}"));
        }
        filter.equal("class", query.class.clone());
        filter.equal("status", query.status.clone());
        if !query.statuses.is_empty() {
            let statuses = filter.words(&query.statuses);
            filter.conditions.push(format!("status IN ({statuses})"));
        }
        filter.equal("source", query.source.clone());
        filter.person("lead", query.lead);
        filter.person("assigned", query.assigned);
        filter.overdue(query.overdue.as_ref());
        if let Some(day) = &query.date_from {
            let day = filter.bind(day.clone());
            filter.conditions.push(format!("date >= {day}"));
        }
        if let Some(day) = &query.date_to {
            // What has no day is on none.
            let day = filter.bind(day.clone());
            filter.conditions.push(format!("date <= {day} AND date <> ''"));
        }
        if let Some(category) = &query.category {
            let category = filter.bind(category.clone());
            filter
                .conditions
                .push(format!("no IN (SELECT document FROM document_category WHERE category = {category})"));
        }
        if query.conflicts_only {
            filter.conditions.push("conflicts > 0".to_owned());
        }
        if let Some(day) = &query.unseen_since {
            let day = filter.bind(day.clone());
            filter.conditions.push(format!("home_day <= {day}"));
        }
        if query.no_contact {
            filter.conditions.push("contacts = 0".to_owned());
        }
        if query.open_cases {
            filter.conditions.push("open_cases > 0".to_owned());
        }
        filter.terms(query.kind, &query.terms);
        if query.kind == Some(Kind::Household) {
            filter.standing_alone();
        }
        filter
    }

    pub(super) fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    fn equal(&mut self, column: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            let value = self.bind(value);
            self.conditions.push(format!("{column} = {value}"));
        }
    }

    fn words(&mut self, words: &[String]) -> String {
        let bound: Vec<String> = words.iter().map(|word| self.bind(word.clone())).collect();
        bound.join(", ")
    }

    /// The cases in which a person has this part.
    fn person(&mut self, part: &str, user: Option<UserId>) {
        let Some(user) = user else { return };
        let user = self.bind(user.as_bytes().to_vec());
        self.conditions
            .push(format!("no IN (SELECT document FROM case_person WHERE user = {user} AND part = '{part}')"));
    }

    fn overdue(&mut self, overdue: Option<&Overdue>) {
        let Some(overdue) = overdue else { return };
        let open: Vec<String> =
            Status::ALL.iter().filter(|status| status.is_open()).map(|status| status.word().to_owned()).collect();
        let (open, today) = (self.words(&open), self.bind(overdue.today.clone()));
        let mut ways = vec![format!("due <> '' AND status IN ({open}) AND due < {today}")];
        for bound in &overdue.bounds {
            let (ledger, status) = (self.bind(bound.ledger.clone()), self.bind(bound.status.word().to_owned()));
            let since = self.bind(bound.since.to_string());
            // A day of its own goes before the rule while the case is open.
            let own = if bound.status.is_open() { " AND due = ''" } else { "" };
            let stands = format!("status = {status} AND class = {ledger} AND since < {since} AND since <> ''");
            ways.push(format!("{stands}{own}"));
        }
        let ways: Vec<String> = ways.iter().map(|way| format!("({way})")).collect();
        self.conditions.push(ways.join(" OR "));
    }

    /// The codes of these areas and of what lies in them, as a subquery; where one document is sought, only the one of them in
    /// which it lies, by its place or by its owner's.
    fn tree(&mut self, name: &str, by: By, roots: &[String]) -> String {
        let roots = self.bind(serde_json::Value::from(roots).to_string());
        self.trees.push(match &self.one {
            None => format!(
                "{name}(code) AS (SELECT value FROM json_each({roots})
                 UNION SELECT child.code FROM {name} JOIN area AS child ON child.parent = {name}.code)"
            ),
            Some(id) => {
                let place = match by {
                    By::Place => format!("SELECT area AS code FROM document WHERE id = {id}"),
                    By::Owner => format!(
                        "SELECT user.area AS code FROM document CROSS JOIN user ON user.id = document.owner
                         WHERE document.id = {id}"
                    ),
                };
                format!(
                    "{name}_around(code) AS ({place}
                     UNION SELECT area.parent FROM {name}_around JOIN area USING (code) WHERE area.parent IS NOT NULL),
                     {name}(code) AS (SELECT code FROM ({place})
                     WHERE EXISTS (SELECT 1 FROM {name}_around WHERE code IN (SELECT value FROM json_each({roots}))))"
                )
            }
        });
        format!("(SELECT code FROM {name})")
    }

    /// What a reader may see, in an area if one is asked for.
    pub(super) fn within(&mut self, kind: Option<Kind>, scope: &Scope, area: Option<&str>) {
        self.scope(kind, scope);
        if let Some(area) = area {
            let roots = [area.to_owned()];
            let (places, people) = match &self.one {
                None => {
                    let inside = self.tree("asked", By::Place, &roots);
                    (inside.clone(), inside)
                }
                Some(_) => (self.tree("asked", By::Place, &roots), self.tree("asked_of", By::Owner, &roots)),
            };
            self.conditions.push(by_area(kind, &places, &people).join(" OR "));
        }
    }

    fn scope(&mut self, kind: Option<Kind>, scope: &Scope) {
        let drafts = kind.is_none_or(|kind| kind == Kind::DiaryEntry);
        // A value that no condition names would be one too many.
        let owner = scope.owner.filter(|_| drafts || !scope.everything);
        let own = owner.map(|id| format!("owner = {}", self.bind(id.as_bytes().to_vec())));
        if drafts {
            let own = own.as_deref().unwrap_or("0");
            self.conditions.push(format!("private = 0 OR {own}"));
        }
        if scope.everything {
            return;
        }
        let mut ways: Vec<String> = own.into_iter().collect();
        let areas =
            if scope.areas.is_empty() { "(NULL)".to_owned() } else { self.tree("covered", By::Place, &scope.areas) };
        let people = if scope.people_of.is_empty() {
            "(NULL)".to_owned()
        } else {
            self.tree("led", By::Owner, &scope.people_of)
        };
        ways.extend(by_area(kind, &areas, &people));
        ways.extend(self.among("household", &scope.households));
        ways.extend(self.among("id", &scope.documents));
        ways.extend(self.among("id", &scope.cases));
        ways.extend(self.among("subject", &scope.cases));
        let ways = ways.join(" OR ");
        self.conditions.push(ways.clone());
        self.covered = Some(ways);
    }

    /// What hangs on a household, or a diary entry that tells of it, whichever of its records is named.
    fn household(&mut self, kind: Option<Kind>, household: Option<DocId>) {
        let Some(household) = household else { return };
        let id = self.bind(household.as_bytes().to_vec());
        let survivor = format!("coalesce((SELECT survivor FROM document WHERE id = {id}), {id})");
        let one = format!("(SELECT {survivor} UNION SELECT id FROM document WHERE survivor = {survivor})");
        self.conditions.push(match kind {
            Some(Kind::DiaryEntry) => format!("no IN (SELECT document FROM diary_household WHERE household IN {one})"),
            _ => format!("household IN {one}"),
        });
    }

    /// Households for which another stands are left out, unless the reader may not see that one.
    fn standing_alone(&mut self) {
        let condition = match &self.covered {
            None => "survivor IS NULL".to_owned(),
            Some(covered) => format!(
                "survivor IS NULL OR NOT EXISTS
                 (SELECT 1 FROM document AS standing WHERE standing.id = document.survivor AND ({covered}))"
            ),
        };
        self.conditions.push(condition);
    }

    /// What a condition finds; of households also those that stand for one that it finds.
    fn found(&mut self, kind: Option<Kind>, condition: &str) {
        let by_another = format!("id IN (SELECT survivor FROM document WHERE survivor IS NOT NULL AND {condition})");
        self.conditions.push(match kind {
            Some(Kind::Household) => format!("{condition} OR {by_another}"),
            _ => condition.to_owned(),
        });
    }

    /// The column is one of these documents; `None` where there is none.
    fn among(&mut self, column: &str, documents: &[DocId]) -> Option<String> {
        if documents.is_empty() {
            return None;
        }
        let texts: Vec<String> = documents.iter().map(|id| hex(id.as_bytes())).collect();
        let documents = self.bind(serde_json::Value::from(texts).to_string());
        Some(format!("{column} IN (SELECT unhex(value) FROM json_each({documents}))"))
    }

    /// Without terms everything is found; a term without patterns finds nothing, as in the model's definition.
    fn terms(&mut self, kind: Option<Kind>, terms: &[Term]) {
        if terms.is_empty() {
            return;
        }
        let Some(expression) = expression(terms) else {
            self.conditions.push("0".to_owned());
            return;
        };
        let words = self.bind(expression.clone());
        let mut hits = format!("SELECT rowid AS found FROM search WHERE search MATCH {words}");
        if kind == Some(Kind::Household) {
            // Those too that stand for one in which the words are found.
            hits += &format!(
                " UNION SELECT standing.no FROM document AS gone JOIN document AS standing ON standing.id = gone.survivor
                 WHERE gone.survivor IS NOT NULL
                 AND EXISTS (SELECT 1 FROM search WHERE search MATCH {words} AND rowid = gone.no)"
            );
        }
        self.conditions.push(format!("no IN ({hits})"));
        self.hits = Some((expression, hits));
    }

    /// `WITH …` for the trees, if there are any.
    pub(super) fn with(&self) -> String {
        if self.trees.is_empty() { String::new() } else { format!("WITH RECURSIVE {} ", self.trees.join(", ")) }
    }

    pub(super) fn condition(&self) -> String {
        let all: Vec<String> = self.conditions.iter().map(|condition| format!("({condition})")).collect();
        if all.is_empty() { "1".to_owned() } else { all.join(" AND ") }
    }
}

/// The terms as the search index is asked for them; none for what finds nothing.
pub(super) fn expression(terms: &[Term]) -> Option<String> {
    if terms.is_empty() || terms.iter().any(|term| term.any.is_empty()) {
        return None;
    }
    let pattern = |pattern: &Pattern| {
        let token = pattern.token.replace('"', "\"\"");
        if pattern.prefix { format!("\"{token}\" *") } else { format!("\"{token}\"") }
    };
    let term = |term: &Term| format!("({})", term.any.iter().map(pattern).collect::<Vec<_>>().join(" OR "));
    Some(terms.iter().map(term).collect::<Vec<_>>().join(" AND "))
}

/// How a document can lie in areas: by its household's area, or, where it belongs to no household, by its owner's account.
/// A kind that knows only one of the two is asked for that one, which an index answers.
fn by_area(kind: Option<Kind>, areas: &str, people: &str) -> Vec<String> {
    let place = format!("area IN {areas}");
    let person = format!("household IS NULL AND owner IN (SELECT user.id FROM user WHERE user.area IN {people})");
    match kind {
        Some(Kind::Household | Kind::Person | Kind::Case | Kind::Visit | Kind::Assistance) => vec![place],
        Some(Kind::DiaryEntry) => vec![person],
        Some(Kind::Comment) | None => vec![place, person],
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
