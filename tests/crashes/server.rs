//! The server: its store on a disk that breaks, phones that sync with it, administrators, and a supervisor at a desk.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, header};
use lianxin_core::Core;
use lianxin_core::feed::{ENROL_PATH, Reply, SYNC_PATH};
use lianxin_model::document::Document;
use lianxin_model::ids::{DocId, TenantId};
use lianxin_model::projection::Projection;
use lianxin_store::{SqliteStore, Store as _};
use lianxin_testkit::disk::{Disk, Image};
use serde_json::Value as Json;

use crate::crash::{Act, Run, Sort, Subject, View};
use crate::office::{self, Office};
use crate::phone::{Machine, Wall};
use crate::store::{Content, beside, content};

mod script;

/// What an act does, with what it was given when it was recorded.
enum Doing {
    Open,
    /// What is done at the server's machine.
    Admin(fn(&Office) -> Result<(), String>),
    /// A code for somebody's phone.
    Code(&'static str),
    /// What a device sends.
    Post(&'static str, Vec<u8>),
    /// What a page sends, and who.
    Rest(String, Option<String>, Json),
}

/// The recorded run of a server.
pub(crate) struct Server {
    run: Run,
    doings: Vec<Doing>,
    wall: Wall,
    /// How many acts furnish the county: all ids that chance gives are theirs.
    furnished: usize,
    end: View,
}

/// An open store, and the server around it as soon as it is needed.
pub(crate) struct Opened {
    store: Arc<SqliteStore>,
    wall: Wall,
    office: OnceCell<Office>,
}

impl Opened {
    fn office(&self) -> &Office {
        self.office.get_or_init(|| Office::around(self.store.clone(), &self.wall))
    }
}

/// The script while it is recorded.
struct Recorder {
    server: Server,
    disk: Disk,
    office: Option<Office>,
}

/// A phone whose own store no crash touches.
struct Phone {
    core: Core,
    machine: Machine,
}

impl Recorder {
    /// Does an act and records it.
    fn keep<T>(&mut self, name: &str, sort: Sort, doing: Doing, work: impl FnOnce(&Office) -> T) -> T {
        let before = self.disk.image().killed();
        self.server.wall.at(self.server.doings.len());
        let done = work(self.office());
        self.server.doings.push(doing);
        let (answered, after) = (self.disk.recorded(), content(&self.disk, office::PATH));
        self.server.run.acts.push(Act { name: name.to_owned(), before, answered, after, sort });
        done
    }

    fn office(&self) -> &Office {
        self.office.as_ref().unwrap()
    }

    /// What is done at the server's machine.
    fn admin(&mut self, name: &str, work: fn(&Office) -> Result<(), String>) {
        self.keep(name, Sort::Whole, Doing::Admin(work), |office| {
            work(office).unwrap_or_else(|code| panic!("{name}: {code}"))
        });
    }

    /// The same, in several transactions.
    fn by_parts(&mut self, name: &str, work: fn(&Office) -> Result<(), String>) {
        self.keep(name, Sort::Parts, Doing::Admin(work), |office| {
            work(office).unwrap_or_else(|code| panic!("{name}: {code}"));
        });
    }

    /// The same, of which chance has a part.
    fn by_chance(&mut self, name: &str, work: fn(&Office) -> Result<(), String>) {
        self.keep(name, Sort::Chance, Doing::Admin(work), |office| {
            work(office).unwrap_or_else(|code| panic!("{name}: {code}"))
        });
    }

    /// What a page sends; the answer.
    fn rest(&mut self, name: &str, path: &str, token: Option<&str>, body: Json) -> Json {
        let doing = Doing::Rest(path.to_owned(), token.map(str::to_owned), body.clone());
        // A login is noted as tried before it is looked at.
        let sort = if token.is_none() { Sort::Parts } else { Sort::Whole };
        self.keep(name, sort, doing, |office| rest(office, path, token, &body).unwrap())
    }

    /// A phone of an account is enrolled.
    fn phone(&mut self, login: &'static str, who: u64) -> Phone {
        let machine = Machine::new(who);
        let phone = Phone { core: Core::open_in_memory(machine.clone()).unwrap(), machine };
        let code =
            self.keep(&format!("a code for {login}"), Sort::Chance, Doing::Code(login), |office| office.code(login));
        let body = phone.core.enrol_begin("http://127.0.0.1:1", &code.unwrap()).unwrap();
        let name = format!("{login} enrols");
        let reply = self
            .keep(&name, Sort::Chance, Doing::Post(ENROL_PATH, body.clone()), |office| office.post(ENROL_PATH, body));
        let Reply::Answer(answer) = reply else { panic!("not enrolled") };
        phone.core.enrol_finish(&answer).unwrap();
        phone
    }

    /// A phone writes and hands in; how many of its edits were refused.
    fn sync(&mut self, name: &str, phone: &Phone, write: impl FnOnce(&Core)) -> usize {
        phone.machine.at(self.server.doings.len());
        write(&phone.core);
        let mut refused = 0;
        loop {
            let request = phone.core.sync_begin().unwrap();
            let doing = Doing::Post(SYNC_PATH, request.body.clone());
            let reply = self.keep(name, Sort::Whole, doing, |office| office.post(SYNC_PATH, request.body.clone()));
            let Reply::Answer(answer) = reply else { panic!("{name}: {reply:?}") };
            let report = phone.core.sync_finish(&request, &answer).unwrap();
            refused += report.refused;
            if !report.more {
                return refused;
            }
        }
    }
}

/// One request of a page.
fn rest(office: &Office, path: &str, token: Option<&str>, body: &Json) -> Result<Json, String> {
    let request = Request::post(format!("/v1/{path}")).header(header::CONTENT_TYPE, "application/json");
    let request = match token {
        Some(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
        None => request,
    };
    let (status, _, answer) = office.ask(request.body(Body::from(body.to_string())).unwrap());
    let answer: Json = serde_json::from_slice(&answer).unwrap();
    match status {
        200 | 201 => Ok(answer),
        _ => Err(answer["error"]["code"].as_str().unwrap_or("no code").to_owned()),
    }
}

impl Server {
    /// Runs the script once and records it.
    pub(crate) fn record() -> Self {
        let server =
            Self { run: Run::default(), doings: Vec::new(), wall: Wall::new(), furnished: 0, end: View::default() };
        let mut recorder = Recorder { server, disk: Disk::new(0), office: None };
        recorder.disk.record();
        recorder.office = Some(Office::around(Office::store_on(&recorder.disk).unwrap(), &recorder.server.wall));
        recorder.keep("open", Sort::Whole, Doing::Open, |_| ());
        recorder.server.run.acts[0].before = Image::default();
        let phones = script::furnish(&mut recorder);
        recorder.server.furnished = recorder.server.doings.len();
        script::work(&mut recorder, &phones);
        let mut server = recorder.server;
        server.run.steps = recorder.disk.take_record();
        let whole = but_for_its_life(&server.run.acts.last().unwrap().after);
        server.end = vec![(server.doings.len(), format!("{whole:?}"))];
        server
    }
}

/// All but the number of the life of the county's data: chance gives a restored server another one.
fn but_for_its_life(content: &Content) -> Content {
    content.iter().filter(|(name, _)| *name != "county").map(|(name, sum)| (name.clone(), *sum)).collect()
}

impl Subject for Server {
    type Open = Opened;
    const PATH: &'static str = office::PATH;

    fn run(&self) -> &Run {
        &self.run
    }

    fn open(&self, disk: &Disk) -> Result<Opened, String> {
        Ok(Opened { store: Office::store_on(disk)?, wall: self.wall.clone(), office: OnceCell::new() })
    }

    fn ready(&self, open: &Opened) {
        open.office();
    }

    fn act(&self, open: &Opened, number: usize) -> Result<(), String> {
        let office = open.office();
        self.wall.at(number);
        match &self.doings[number] {
            Doing::Open => Ok(()),
            Doing::Admin(work) => work(office),
            Doing::Code(login) => office.code(login).map(drop),
            Doing::Post(path, body) => match office.post(path, body.clone()) {
                Reply::Answer(_) => Ok(()),
                Reply::Refused(error) => Err(error.code),
            },
            Doing::Rest(path, token, body) => rest(office, path, token.as_deref(), body).map(drop),
        }
    }

    /// While chance gives ids, what devices sent to those of the recorded run does not fit: it goes on to the end of that, or
    /// to where a code would have to be the same again.
    fn go_on(&self, disk: &Disk, open: Opened, from: usize) -> View {
        let of_another_code =
            |number: &usize| matches!(self.doings[*number], Doing::Post(ENROL_PATH, _)) && *number > from;
        let (end, exact) = match from < self.furnished {
            true => ((from..self.furnished).find(of_another_code).unwrap_or(self.furnished), false),
            false => (self.doings.len(), true),
        };
        for number in from..end {
            self.act(&open, number).unwrap_or_else(|code| panic!("{}: {code}", self.run.acts[number].name));
        }
        let there = content(disk, office::PATH);
        if exact {
            let there = but_for_its_life(&there);
            return vec![(self.doings.len(), format!("{there:?}"))];
        }
        let counts =
            |content: &Content| content.iter().map(|(name, (count, _))| (name.clone(), *count)).collect::<Vec<_>>();
        assert_eq!(counts(&there), counts(&self.run.acts[end - 1].after));
        self.end.clone()
    }

    fn end(&self) -> &View {
        &self.end
    }

    /// Rows that are computed anew from the documents are the same rows.
    fn check(&self, disk: &Disk, _: &Opened) {
        let (copy, before) = (Disk::new(0), content(disk, office::PATH));
        copy.load(disk.image().killed());
        let tenant = TenantId::from_moment(1, [1; 10]);
        let store = SqliteStore::open_or_create_on(copy.name(), Path::new(office::FOLDER), tenant, 77).unwrap();
        let db = beside(&copy, office::PATH);
        let mut ids = db.prepare("SELECT id FROM document ORDER BY no").unwrap();
        let ids: BTreeSet<[u8; 16]> = ids.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let mut write = store.write().unwrap();
        for id in ids.into_iter().map(|id| DocId(uuid::Uuid::from_bytes(id))) {
            let loaded = write.load(id).unwrap().unwrap();
            let mut document = Document::new(loaded.kind, id);
            if let Some(saved) = &loaded.snapshot {
                document.merge_saved(saved).unwrap();
            }
            document.merge_chunks(loaded.changes.iter().map(Vec::as_slice)).unwrap();
            write.project(&Projection::of(&document)).unwrap();
        }
        write.commit().unwrap();
        let different = crate::store::differing(&before, &content(&copy, office::PATH));
        assert_eq!(different, Vec::<String>::new(), "rows and documents");
    }
}
