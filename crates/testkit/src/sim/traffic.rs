//! How requests and answers go: sent, arrived, answered, taken in.

use lianxin_core::feed::{ENROL_PATH, Reply, SYNC_PATH, WayError, read_reply};
use lianxin_model::limits;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use super::network::{self, Down, PATIENCE_MS, Passage, REQUEST_HEAD, Up};
use super::outbox;
use super::phone::Range;
use super::plan::Fault;
use super::server::Arrival;
use super::world::{Came, Checked, Event, UNHARMED, Waits, World, broken};

/// What phones know the server by.
pub(super) const URL: &str = "https://county.example";
/// The same without what it begins with.
pub(super) const HOST: &str = "county.example";
/// After a failed enrolment, in milliseconds.
const ENROL_AGAIN_MS: i64 = 120_000;

impl World {
    /// What becomes of the next request of a phone.
    pub(super) fn passage(&mut self, phone: usize, path: &str, bytes: usize) -> Passage {
        let seed = super::mixed(self.plan.seed ^ self.exchanges.rotate_left(32));
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut weather = self.weather.clone();
        if path == ENROL_PATH {
            // The answer that brings the server's key is protected by TLS alone.
            weather.retain(|fault| *fault != Fault::Bent);
        }
        let passage = Passage::roll(&mut rng, self.phones[phone].range, &weather, bytes);
        if let Some(fault) = passage.fault {
            *self.figures.faults.entry(fault).or_default() += 1;
        }
        passage
    }

    /// A request leaves its phone.
    pub(super) fn send(&mut self, mut arrival: Arrival, from: Waits, passage: Passage) {
        let now_ms = self.now();
        let gives_up = now_ms + PATIENCE_MS;
        let dice = from.exchange;
        let instead = match passage.up {
            Up::NoNetwork => Some((Came::NoNetwork, now_ms)),
            Up::Portal => Some((Came::Answer(network::portal(dice)), now_ms + passage.up_ms)),
            Up::Misunderstood => Some((Came::Answer(network::misunderstood(dice)), now_ms + passage.up_ms)),
            Up::Lost => Some((Came::Timeout, gives_up)),
            Up::Cut(bytes) if bytes < REQUEST_HEAD => Some((Came::Cut, now_ms + passage.up_ms)),
            Up::Cut(bytes) => {
                arrival.cut = Some(bytes - REQUEST_HEAD);
                self.at(now_ms + passage.up_ms, Event::Reply { to: from, came: Came::Cut });
                None
            }
            Up::Whole => None,
        };
        if let Some((came, at_ms)) = instead {
            self.at(at_ms, Event::Reply { to: from, came });
            return;
        }
        self.at(gives_up.max(now_ms + 1), Event::Reply { to: from, came: Came::Timeout });
        if let Some(again_ms) = passage.again_ms {
            let again = Passage { again_ms: None, down: UNHARMED, ..passage.clone() };
            let arrival = arrival.clone();
            self.at(now_ms + passage.up_ms + again_ms, Event::Arrive { arrival, from, passage: again });
        }
        self.at(now_ms + passage.up_ms, Event::Arrive { arrival, from, passage });
    }

    /// Requests arrive: those of one moment together, as they would find the writer.
    pub(super) fn arrive(&mut self, arrival: Arrival, from: Waits, passage: Passage) -> Checked {
        let mut together = vec![(arrival, from, passage)];
        // Closer than this they wait for the same commit.
        const TOGETHER_MS: i64 = 30;
        let now_ms = self.now();
        while let Some(entry) = self.queue.first_entry() {
            if entry.key().0 > now_ms + TOGETHER_MS || !matches!(entry.get(), Event::Arrive { .. }) {
                break;
            }
            if let Event::Arrive { arrival, from, passage } = entry.remove() {
                together.push((arrival, from, passage));
            }
        }
        let arrivals: Vec<Arrival> = together.iter().map(|(arrival, ..)| arrival.clone()).collect();
        let alone = matches!(&arrivals[..], [one] if one.cut.is_none());
        if alone {
            self.record_county(&arrivals[0], together[0].1);
        }
        self.arm();
        let answers = self.server().answer(&self.runtime, &arrivals);
        if answers.len() != arrivals.len() {
            return broken("every request is answered", format!("{} of {}", answers.len(), arrivals.len()));
        }
        let mut answers: Vec<_> = answers.into_iter().map(Some).collect();
        let failed = self.disarm(&mut answers)?;
        self.learn_county();
        for ((arrival, from, passage), answer) in together.into_iter().zip(answers) {
            if arrival.path == SYNC_PATH {
                self.check_counter(from, answer.as_ref())?;
            }
            let Some(answer) = answer else {
                self.at(self.now(), Event::Reply { to: from, came: Came::Cut });
                continue;
            };
            self.say(format_args!("server: {} of {}.{} is {}", from.exchange, from.phone, from.tab, answer.status));
            self.trace.bytes(&answer.body);
            if answer.status == 500 && !failed {
                let seen = String::from_utf8_lossy(&answer.body).into_owned();
                return broken("the server never gives way", seen);
            }
            if arrival.path == SYNC_PATH && answer.status == 200 {
                self.check_answer(&arrival, from.phone, &answer)?;
            }
            if alone {
                self.record_answer(&arrival, from, &answer);
            }
            if arrival.cut.is_some() {
                continue;
            }
            let heard = &self.phones[from.phone].heard;
            let stale = heard.get(from.exchange as usize % heard.len().max(1));
            let came = match network::arrived(&answer, passage.down, stale) {
                Some(arrived) => Came::Answer(arrived),
                None if passage.down == Down::Lost => Came::Timeout,
                None => Came::Cut,
            };
            let heard = &mut self.phones[from.phone].heard;
            heard.push_back(answer);
            if heard.len() > 4 {
                heard.pop_front();
            }
            let wait_ms = if matches!(came, Came::Timeout) { PATIENCE_MS } else { passage.down_ms };
            self.at(self.now() + wait_ms, Event::Reply { to: from, came });
        }
        Ok(())
    }

    /// Something comes to an app that may wait for it.
    pub(super) fn reply(&mut self, to: Waits, came: Came) -> Checked {
        if !self.is_awaited(to) {
            return Ok(());
        }
        let what = match &came {
            Came::Answer(answer) => format!("{} with {} bytes", answer.status, answer.body.len()),
            other => format!("{other:?}"),
        };
        self.say(format_args!("phone {}.{}: {} brought {what}", to.phone, to.tab, to.exchange));
        let reply = read(came);
        let now_ms = self.now().unsigned_abs();
        let it = &mut self.phones[to.phone];
        it.tabs[to.tab].exchange = None;
        if it.device.is_none() {
            return self.came_of_enrolment(to.phone, to.tab, reply);
        }
        let dice = it.machine.roll() as u32;
        let own = if it.closing { outbox::own_changes(it.home.look()) } else { Vec::new() };
        let tab = &mut it.tabs[to.tab];
        tab.steps.came(&tab.core, now_ms, reply, dice);
        self.hear(to.phone, to.tab)?;
        self.check_phone(to.phone)?;
        self.check_forgotten(to.phone, &own)?;
        self.check_repair(to.phone)?;
        self.wake_soon(to.phone, to.tab);
        Ok(())
    }

    /// A phone that belongs to nobody uses its code, if it has one.
    pub(super) fn try_to_enrol(&mut self, phone: usize, tab: usize) -> Checked {
        let it = &mut self.phones[phone];
        let open = &it.tabs[tab];
        let (Some(code), None) = (&it.code, open.exchange) else { return Ok(()) };
        match open.core.enrol_begin(URL, code) {
            Ok(body) => self.post(phone, tab, ENROL_PATH, body),
            Err(error) if self.may_blame_the_disk(phone, error.code()) => {
                let life = self.phones[phone].life;
                self.at(self.now() + ENROL_AGAIN_MS, Event::Wake { phone, tab, life });
                Ok(())
            }
            Err(error) => broken("a phone enrols", format!("phone {phone}: {}", error.code())),
        }
    }

    pub(super) fn came_of_enrolment(&mut self, phone: usize, tab: usize, reply: Result<Reply, WayError>) -> Checked {
        let it = &mut self.phones[phone];
        let core = &it.tabs[tab].core;
        let outcome = match reply {
            Ok(Reply::Answer(answer)) => core.enrol_finish(&answer).map_err(|error| error.code().to_owned()),
            Ok(Reply::Refused(error)) => Err(error.code),
            Err(error) => Err(error.code().to_owned()),
        };
        match &outcome {
            Ok(()) => {
                // Where it cannot say it at once, it does when it has come back.
                if let Ok(status) = core.status() {
                    (it.user, it.device, it.closed, it.code) = (status.user, status.device, false, None);
                } else if !it.home.disk.has_failed() {
                    return broken("a phone enrols", format!("phone {phone} cannot say whose it is"));
                }
            }
            Err(code)
                if code.starts_with("enrol_code")
                    || ["account_closed", "device_revoked", "key_taken"].contains(&code.as_str()) =>
            {
                it.code = None;
            }
            Err(_) if it.home.disk.has_failed() => {
                // It may be enrolled all the same.
                self.come_back(phone)?;
                self.look_whose(phone);
                let life = self.phones[phone].life;
                self.at(self.now() + ENROL_AGAIN_MS, Event::Wake { phone, tab, life });
            }
            Err(_) => {
                let life = it.life;
                self.at(self.now() + ENROL_AGAIN_MS, Event::Wake { phone, tab, life });
            }
        }
        self.say(format_args!("phone {phone}: enrolment {outcome:?}"));
        if outcome.is_ok() {
            self.wake_soon(phone, tab);
        }
        Ok(())
    }

    /// The network of a phone is another.
    pub(super) fn set_range(&mut self, phone: usize, range: Range) {
        use lianxin_core::schedule::{Event as Happened, Reach};
        self.phones[phone].range = range;
        let reach = if range == Range::None { Reach::Offline } else { Reach::Online };
        self.happened(phone, Happened::Reach(reach));
        // A sync whose network is gone is given up.
        for tab in 0..self.phones[phone].tabs.len() {
            let it = &self.phones[phone];
            let open = &it.tabs[tab];
            if let (true, Some(exchange)) = (open.steps.is_stranded(), open.exchange) {
                let to = Waits { phone, tab, life: it.life, exchange };
                self.at(self.now(), Event::Reply { to, came: Came::NoNetwork });
            }
        }
    }
}

/// As the client reads it.
pub(super) fn read(came: Came) -> Result<Reply, WayError> {
    match came {
        Came::Answer(answer) if answer.body.len() > limits::SYNC_ANSWER_BYTES_MAX => Err(WayError::TooLarge),
        Came::Answer(answer) => {
            let (content_type, retry_after) = (answer.content_type.as_deref(), answer.retry_after.as_deref());
            read_reply(answer.status, content_type, retry_after, answer.body.to_vec())
        }
        Came::Cut => Err(WayError::Cut),
        Came::Timeout => Err(WayError::Timeout),
        Came::NoNetwork => Err(WayError::NoNetwork),
    }
}
