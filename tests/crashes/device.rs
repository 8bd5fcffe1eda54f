//! A device: its store on a disk that breaks, its server and a second phone beside it.

use std::cell::RefCell;
use std::path::Path;

use lianxin_core::feed::{ENROL_PATH, Reply, SYNC_PATH, SyncRequest};
use lianxin_core::{Core, CoreError};
use lianxin_testkit::disk::{Disk, Image};
use serde_json::{Value as Json, json};

use crate::crash::{Act, Run, Sort, Subject, View};
use crate::office::Office;
use crate::phone::{Machine, Wall};
use crate::store::{beside, content, sum, words};

mod script;

use script::{PARTS, Part};

const OTHER: &str = "/other/store";

/// What an act does, with what it was given when it was recorded.
enum Doing {
    Open,
    EnrolBegin,
    EnrolFinish(Vec<u8>),
    Plain(fn(&Core) -> Result<(), String>),
    Begin,
    Finish(Box<SyncRequest>, Vec<u8>),
}

/// Where an act stands in the script, and the world around the device before it.
struct Place {
    doing: Doing,
    part: usize,
    office: Image,
    other: Image,
}

/// The recorded run of a device.
pub(crate) struct Device {
    run: Run,
    places: Vec<Place>,
    machine: Machine,
    wall: Wall,
    code: RefCell<String>,
    end: View,
}

/// The world around a device.
pub(crate) struct World {
    office: Office,
    office_disk: Disk,
    other: Core,
    other_disk: Disk,
    other_machine: Machine,
}

impl World {
    fn of(office: Image, other: Image, wall: &Wall) -> Self {
        let (office_disk, other_disk, other_machine) = (Disk::new(1), Disk::new(2), Machine::new(2));
        office_disk.load(office);
        other_disk.load(other);
        let office = Office::around(Office::store_on(&office_disk).unwrap(), wall);
        let other = Core::open_on(Path::new(OTHER), other_disk.name(), other_machine.clone()).unwrap();
        Self { office, office_disk, other, other_disk, other_machine }
    }

    fn images(&self) -> (Image, Image) {
        (self.office_disk.image().killed(), self.other_disk.image().killed())
    }
}

/// One call by its name.
pub(crate) fn call(core: &Core, name: &str, with: &Json) -> Result<Json, String> {
    let answer = lianxin_calls::answer(core, name, &with.to_string()).map_err(|failure| failure.code)?;
    Ok(serde_json::from_str(&answer).unwrap())
}

pub(crate) fn coded(error: CoreError) -> String {
    error.code().to_owned()
}

impl Device {
    /// Runs the script once and records it.
    pub(crate) fn record() -> Self {
        let mut device = Self {
            run: Run::default(),
            places: Vec::new(),
            machine: Machine::new(1),
            wall: Wall::new(),
            code: RefCell::default(),
            end: View::default(),
        };
        let disk = Disk::new(0);
        disk.record();
        let world = World::of(Image::default(), Image::default(), &device.wall);
        let core = device.keep(&disk, &world, 0, "open".to_owned(), Doing::Open, None);
        for (number, part) in PARTS.iter().enumerate() {
            device.at(number, &world);
            match part {
                Part::Office(work) => work(&world.office, &world.other, &device.code),
                Part::Act(name, work) => {
                    device.keep(&disk, &world, number, (*name).to_owned(), Doing::Plain(*work), core.as_ref());
                }
                Part::Enrol => {
                    device.keep(&disk, &world, number, "enrol, asked".to_owned(), Doing::EnrolBegin, core.as_ref());
                    let body = core.as_ref().unwrap().enrol_begin(script::URL, &device.code.borrow()).unwrap();
                    let Reply::Answer(answer) = world.office.post(ENROL_PATH, body) else { panic!("not enrolled") };
                    let doing = Doing::EnrolFinish(answer);
                    device.keep(&disk, &world, number, "enrol, answered".to_owned(), doing, core.as_ref());
                }
                Part::Sync(name) => device.record_sync(&disk, &world, number, name, core.as_ref().unwrap()),
                Part::Mark => device.end.extend(view(number, core.as_ref().unwrap())),
            }
        }
        device.run.steps = disk.take_record();
        device
    }

    fn record_sync(&mut self, disk: &Disk, world: &World, part: usize, name: &str, core: &Core) {
        loop {
            let mut place = self.place(world, part, Doing::Begin);
            let before = disk.image().killed();
            let request = core.sync_begin().unwrap();
            self.acts(disk, format!("{name}, asked"), before);
            self.places.push(place);
            let answer = match world.office.post(SYNC_PATH, request.body.clone()) {
                Reply::Answer(answer) => answer,
                Reply::Refused(error) => panic!("{name}: {error:?}"),
            };
            place = self.place(world, part, Doing::Finish(Box::new(request.clone()), answer.clone()));
            let before = disk.image().killed();
            let report = core.sync_finish(&request, &answer).unwrap();
            self.acts(disk, format!("{name}, answered"), before);
            self.places.push(place);
            if !report.more {
                return;
            }
        }
    }

    fn place(&self, world: &World, part: usize, doing: Doing) -> Place {
        let (office, other) = world.images();
        Place { doing, part, office, other }
    }

    fn acts(&mut self, disk: &Disk, name: String, before: Image) {
        let answered = disk.recorded();
        self.run.acts.push(Act { name, before, answered, after: content(disk, Self::PATH), sort: Sort::Whole });
    }

    /// Does an act and records it; the store that it opened.
    fn keep(
        &mut self,
        disk: &Disk,
        world: &World,
        part: usize,
        name: String,
        doing: Doing,
        core: Option<&Core>,
    ) -> Option<Core> {
        let (place, before) = (self.place(world, part, doing), disk.image().killed());
        self.places.push(place);
        let opened = match core {
            None => Some(self.open(disk).unwrap()),
            Some(core) => {
                self.act(core, self.places.len() - 1).unwrap_or_else(|code| panic!("{name}: {code}"));
                None
            }
        };
        self.acts(disk, name, before);
        opened
    }

    fn at(&self, part: usize, world: &World) {
        self.machine.at(part);
        self.wall.at(part);
        world.other_machine.at(part);
    }
}

impl Subject for Device {
    type Open = Core;
    const PATH: &'static str = "/phone/store";

    fn run(&self) -> &Run {
        &self.run
    }

    fn open(&self, disk: &Disk) -> Result<Core, String> {
        Core::open_on(Path::new(Self::PATH), disk.name(), self.machine.clone()).map_err(coded)
    }

    fn act(&self, core: &Core, number: usize) -> Result<(), String> {
        let place = &self.places[number];
        self.machine.at(place.part);
        match &place.doing {
            Doing::Open => Ok(()),
            Doing::EnrolBegin => core.enrol_begin(script::URL, &self.code.borrow()).map(drop).map_err(coded),
            Doing::EnrolFinish(answer) => core.enrol_finish(answer).map_err(coded),
            Doing::Plain(work) => work(core),
            Doing::Begin => core.sync_begin().map(drop).map_err(coded),
            Doing::Finish(request, answer) => core.sync_finish(request, answer).map(drop).map_err(coded),
        }
    }

    fn go_on(&self, _: &Disk, core: Core, from: usize) -> View {
        let Some(place) = self.places.get(from) else { return self.end.clone() };
        let world = World::of(place.office.clone(), place.other.clone(), &self.wall);
        let mut view: View = self.end.iter().filter(|(mark, _)| *mark < place.part).cloned().collect();
        for (number, part) in PARTS.iter().enumerate().skip(place.part) {
            self.at(number, &world);
            match part {
                Part::Office(work) => work(&world.office, &world.other, &self.code),
                Part::Act(name, work) => work(&core).unwrap_or_else(|code| panic!("{name}: {code}")),
                Part::Enrol => {
                    let body = core.enrol_begin(script::URL, &self.code.borrow()).unwrap();
                    let Reply::Answer(answer) = world.office.post(ENROL_PATH, body) else { panic!("not enrolled") };
                    core.enrol_finish(&answer).unwrap();
                }
                Part::Sync(name) => world.office.sync(&core).unwrap_or_else(|error| panic!("{name}: {error}")),
                Part::Mark => view.extend(self::view(number, &core)),
            }
        }
        view
    }

    fn end(&self) -> &View {
        &self.end
    }

    /// Rows that are computed anew from the documents are the same rows; of what was forgotten no byte is left in any file.
    fn check(&self, disk: &Disk, core: &Core) {
        if core.status().unwrap().closed_at_ms.is_some() {
            let image = disk.image();
            for name in image.names() {
                let left =
                    image.read(name).unwrap().windows(script::HEAD.len()).any(|bytes| bytes == script::HEAD.as_bytes());
                assert!(!left, "{name} still has a villager's name");
            }
        }
        let copy = Disk::new(0);
        copy.load(disk.image().killed());
        beside(&copy, Self::PATH).execute("UPDATE meta SET value = 0 WHERE name = 'rows'", []).unwrap();
        drop(self.open(&copy).unwrap());
        assert_eq!(rows(disk), rows(&copy), "rows and documents");
    }
}

/// What was computed from documents, whatever the numbers of rows are.
fn rows(disk: &Disk) -> Vec<(u64, u64)> {
    let db = beside(disk, Device::PATH);
    words(&db);
    let columns: String = db
        .query_row("SELECT group_concat(name) FROM pragma_table_info('row') WHERE name <> 'number'", [], |row| {
            row.get(0)
        })
        .unwrap();
    let of = [
        format!("SELECT {columns} FROM row"),
        "SELECT id, category FROM row_category JOIN row USING (number)".to_owned(),
        "SELECT * FROM household_fact".to_owned(),
        "SELECT id, term FROM words JOIN row ON row.number = words.doc".to_owned(),
    ];
    of.iter().map(|sql| sum(&db, sql)).collect()
}

/// What a person sees, and what waits.
fn view(mark: usize, core: &Core) -> View {
    let names = [
        "households.list",
        "persons.list",
        "visits.list",
        "cases.list",
        "assistance.list",
        "diary.list",
        "conflicts.list",
        "drafts.list",
        "phrases.list",
        "set_aside.list",
        "status.show",
    ];
    let lists = names.iter().map(|name| {
        let mut list = call(core, name, &json!({})).unwrap();
        // Each try is another one at the server.
        if let Some(status) = list.as_object_mut() {
            status.retain(|field, _| field != "device" && field != "receipt");
        }
        (name, list)
    });
    let lines = lists.flat_map(|(name, list)| {
        let alone = std::slice::from_ref(&list);
        let items = list.as_array().map_or(alone, Vec::as_slice).iter();
        items.map(|item| (mark, format!("{name} {item}"))).collect::<Vec<_>>()
    });
    lines.collect()
}
