//! What the office does, through the server's own functions, and what the checker's model makes of it.

use lianxin_core::model::role::AssignmentKind;
use lianxin_model::ids::{DocId, UserId};
use lianxin_model::role::Role;
use lianxin_server::admin::{self, AdminError, Hand, RefusalState, Share, Target, Which};
use rand::RngExt as _;
use rand::seq::IndexedRandom as _;
use rand_chacha::ChaCha8Rng;

use super::oracle::Over;
use super::template::{TOWNSHIPS, VILLAGES};
use super::world::{Checked, World};

type Acted = Result<bool, AdminError>;

impl World {
    /// The administrator, at the server's machine.
    fn administrator(&self) -> Result<Hand, AdminError> {
        let server = self.server();
        let by = admin::importer(server.store.as_ref(), Some("admin"))?;
        Ok(Hand::at_machine(Some(by), server.clock.as_ref()))
    }

    /// One act of the office.
    pub(super) fn office(&mut self, rng: &mut ChaCha8Rng) -> Checked {
        let (name, acted) = match rng.random_range(0..20) {
            0..=6 => ("grant", self.grant(rng)),
            7..=9 => ("revoke", self.revoke(rng)),
            10..=12 => ("move households", self.move_households(rng)),
            13..=15 => ("hand over", self.hand_over(rng)),
            16 => ("merge villages", self.merge_villages(rng)),
            17 => ("rename area", self.rename(rng)),
            _ => ("change account", self.change_account(rng)),
        };
        self.acted(name, acted);
        Ok(())
    }

    /// Writes down how an act ended.
    pub(super) fn acted(&mut self, name: &str, acted: Acted) {
        let outcome = match acted {
            Ok(true) => {
                self.figures.acts += 1;
                "done".to_owned()
            }
            Ok(false) => "nothing to do".to_owned(),
            Err(error) => format!("{error:?}").split(['(', ' ', '{']).next().unwrap_or_default().to_owned(),
        };
        self.say(format_args!("office: {name}: {outcome}"));
        *self.figures.deeds.entry(format!("{name}: {outcome}")).or_default() += 1;
    }

    /// Somebody who works with households, by login.
    fn cadre(&self, rng: &mut ChaCha8Rng) -> Option<(UserId, String)> {
        let all: Vec<_> = self.oracle.accounts.iter().filter(|(_, account)| account.login != "admin").collect();
        all.choose(rng).map(|(id, account)| (**id, account.login.clone()))
    }

    fn household(&self, rng: &mut ChaCha8Rng) -> Option<DocId> {
        let all: Vec<DocId> = self.county.iter().filter(|(_, facts)| facts.area.is_some()).map(|(id, _)| *id).collect();
        all.choose(rng).copied()
    }

    fn target(&self, rng: &mut ChaCha8Rng) -> (Target, Over) {
        match self.household(rng).filter(|_| rng.random_bool(0.6)) {
            Some(id) => (Target::Household(id.to_string()), Over::Household(id)),
            None => {
                let area = VILLAGES.choose(rng).copied().unwrap_or(VILLAGES[0]).to_owned();
                let area = self.today(area);
                (Target::Area(area.clone()), Over::Area(area))
            }
        }
    }

    /// The open place that a code means: a village that was merged lies in another village.
    fn today(&self, code: String) -> String {
        match self.oracle.places.get(&code).cloned().flatten() {
            Some(parent) if VILLAGES.contains(&parent.as_str()) => self.today(parent),
            _ => code,
        }
    }

    pub(super) fn grant(&mut self, rng: &mut ChaCha8Rng) -> Acted {
        let Some((user, login)) = self.cadre(rng) else { return Ok(false) };
        let kind = *AssignmentKind::ALL.choose(rng).unwrap_or(&AssignmentKind::Contact);
        let (target, over) = self.target(rng);
        let hand = self.administrator()?;
        let assigned = admin::grant(self.server().store.as_ref(), &hand, &login, kind, &target)?;
        self.oracle.assigned.insert((user, kind.word(), over));
        Ok(assigned.new)
    }

    /// The owner of a phone answers for a village from the first day on.
    pub(super) fn give_village(&mut self, phone: usize) -> Acted {
        let login = self.phones[phone].login.clone();
        let user = self.oracle.accounts.iter().find(|(_, account)| account.login == login).map(|(id, _)| *id);
        let (Some(user), area) = (user, VILLAGES[phone % VILLAGES.len()].to_owned()) else { return Ok(false) };
        let hand = self.administrator()?;
        let target = Target::Area(area.clone());
        let kind = AssignmentKind::Lead;
        let assigned = admin::grant(self.server().store.as_ref(), &hand, &login, kind, &target)?;
        self.oracle.assigned.insert((user, kind.word(), Over::Area(area)));
        Ok(assigned.new)
    }

    fn revoke(&mut self, rng: &mut ChaCha8Rng) -> Acted {
        let standing: Vec<_> = self.oracle.assigned.iter().cloned().collect();
        let Some((user, word, over)) = standing.choose(rng) else { return Ok(false) };
        let Some(kind) = AssignmentKind::from_word(word) else { return Ok(false) };
        let target = match over {
            Over::Household(id) => Target::Household(id.to_string()),
            Over::Area(code) if self.today(code.clone()) != *code => return Ok(false),
            Over::Area(code) => Target::Area(code.clone()),
        };
        let login = self.oracle.accounts[user].login.clone();
        let hand = self.administrator()?;
        admin::revoke(self.server().store.as_ref(), &hand, &login, kind, &target)?;
        self.oracle.assigned.remove(&(*user, *word, over.clone()));
        // With a place end the assignments over those that became part of it.
        if let Over::Area(code) = over {
            let within: Vec<String> =
                VILLAGES.iter().map(|it| (*it).to_owned()).filter(|it| self.today(it.clone()) == *code).collect();
            for former in within {
                self.oracle.assigned.remove(&(*user, *word, Over::Area(former)));
            }
        }
        Ok(true)
    }

    fn move_households(&mut self, rng: &mut ChaCha8Rng) -> Acted {
        let Some(household) = self.household(rng) else { return Ok(false) };
        let to = self.today(VILLAGES.choose(rng).copied().unwrap_or(VILLAGES[0]).to_owned());
        let hand = self.administrator()?;
        let which = Which::Named(vec![household.to_string()]);
        let moved = admin::move_households(self.server().store.as_ref(), &hand, &which, &to)?;
        self.learn_county();
        Ok(moved.households > 0)
    }

    fn hand_over(&mut self, rng: &mut ChaCha8Rng) -> Acted {
        let (Some((from, from_login)), Some((to, to_login))) = (self.cadre(rng), self.cadre(rng)) else {
            return Ok(false);
        };
        let hand = self.administrator()?;
        let cases = rng.random();
        let store = self.server().store.clone();
        let handed = admin::hand_over(store.as_ref(), &hand, &from_login, &to_login, &Share::All, cases)?;
        let theirs: Vec<_> = self.oracle.assigned.iter().filter(|(user, ..)| *user == from).cloned().collect();
        for (_, kind, over) in theirs {
            self.oracle.assigned.remove(&(from, kind, over.clone()));
            self.oracle.assigned.insert((to, kind, over));
        }
        self.learn_county();
        Ok(handed.households + handed.areas + handed.cases > 0)
    }

    fn merge_villages(&mut self, rng: &mut ChaCha8Rng) -> Acted {
        let from = VILLAGES.choose(rng).copied().unwrap_or(VILLAGES[0]).to_owned();
        let into = VILLAGES.choose(rng).copied().unwrap_or(VILLAGES[1]).to_owned();
        let hand = self.administrator()?;
        let merged = admin::merge_villages(self.server().store.as_ref(), &hand, &from, &into, None)?;
        self.oracle.places.insert(from.clone(), Some(merged.into.clone()));
        let stood: Vec<_> =
            self.oracle.assigned.iter().filter(|(.., over)| *over == Over::Area(from.clone())).cloned().collect();
        for (user, kind, _) in stood {
            self.oracle.assigned.insert((user, kind, Over::Area(merged.into.clone())));
        }
        self.oracle.accounts.values_mut().filter(|it| it.area == from).for_each(|it| it.area = merged.into.clone());
        Ok(true)
    }

    fn rename(&mut self, rng: &mut ChaCha8Rng) -> Acted {
        let code = VILLAGES.choose(rng).copied().unwrap_or(VILLAGES[0]);
        let hand = self.administrator()?;
        let name = format!("新地{}", rng.random_range(0..1_000));
        Ok(admin::rename_area(self.server().store.as_ref(), &hand, code, &name)?.changed)
    }

    /// Somebody comes to lead, leads elsewhere, or leads no more.
    fn change_account(&mut self, rng: &mut ChaCha8Rng) -> Acted {
        let Some((user, login)) = self.cadre(rng) else { return Ok(false) };
        let role = if rng.random_bool(0.5) { Role::Cadre } else { Role::Supervisor };
        let area = TOWNSHIPS.choose(rng).copied().unwrap_or(TOWNSHIPS[0]).to_owned();
        let change = admin::AccountChange { role: Some(role), area: Some(area.clone()), ..Default::default() };
        let hand = self.administrator()?;
        let changed = admin::change_account(self.server().store.as_ref(), &hand, &login, &change)?;
        if let Some(account) = self.oracle.accounts.get_mut(&user) {
            (account.role, account.area) = (role, area);
        }
        Ok(changed.changed)
    }

    /// Somebody who answers for it decides on what waits for their word.
    pub(super) fn decide(&mut self, rng: &mut ChaCha8Rng) -> Acted {
        let store = self.server().store.clone();
        let waiting = admin::refusals(store.as_ref(), None, 50)?;
        let waiting: Vec<_> = waiting.iter().filter(|it| ["refused", "review"].contains(&it.state.as_str())).collect();
        let Some(chosen) = waiting.choose(rng) else { return Ok(false) };
        let wanted = *[RefusalState::Accepted, RefusalState::Declined, RefusalState::Released]
            .choose(rng)
            .unwrap_or(&RefusalState::Declined);
        let clock = self.clock.clone();
        admin::decide_refusal(store.as_ref(), clock.as_ref(), chosen.seq, wanted, Some("admin"), Some("看过了"))?;
        self.learn_county();
        Ok(true)
    }

    /// A device is shut out, replaced, or an account closed or opened again.
    pub(super) fn shut_out(&mut self, rng: &mut ChaCha8Rng) -> Acted {
        let hand = self.administrator()?;
        let store = self.server().store.clone();
        let enrolled: Vec<_> = self.phones.iter().filter_map(|phone| phone.device).collect();
        let what = rng.random_range(0..6);
        if what < 4 {
            let Some(device) = enrolled.choose(rng) else { return Ok(false) };
            return Ok(match what {
                0 => !admin::revoke_device(store.as_ref(), &hand, &device.to_string())?.known,
                _ => !admin::replace_device(store.as_ref(), &hand, &device.to_string())?.known,
            });
        }
        let Some((user, login)) = self.cadre(rng) else { return Ok(false) };
        let closes = what == 4;
        let changed = match closes {
            true => admin::close_account(store.as_ref(), &hand, &login)?.new,
            false => admin::reopen_account(store.as_ref(), &hand, &login)?.changed,
        };
        if let Some(account) = self.oracle.accounts.get_mut(&user) {
            account.open = !closes;
        }
        Ok(changed)
    }

    /// A code for whoever is to have this phone.
    pub(super) fn code(&mut self, phone: usize) -> Acted {
        let login = self.phones[phone].login.clone();
        let store = self.server().store.clone();
        let issued = admin::issue_enrol_code(store.as_ref(), self.clock.as_ref(), &login)?;
        self.phones[phone].code = Some(issued.code);
        for tab in 0..self.phones[phone].tabs.len() {
            self.wake_soon(phone, tab);
        }
        Ok(true)
    }
}
