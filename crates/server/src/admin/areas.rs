//! Importing areas: `code,name,level,parent`, one place a line.

use std::borrow::Cow;
use std::collections::HashMap;

use encoding_rs::GB18030;
use lianxin_model::check::{self, DivisionLevel, Problem};
use lianxin_model::limits::{ROSTER_BYTES_MAX, ROSTER_ROWS_MAX};
use lianxin_store::{NewArea, Read, Store};
use serde::Serialize;

use super::AdminError;

/// What an import did.
#[derive(Debug, Default, Serialize)]
pub struct AreasImported {
    /// Places that were new or corrected.
    pub changed: usize,
    /// Places that were there already.
    pub unchanged: usize,
    /// Lines that were left out.
    pub problems: Vec<AreaProblem>,
}

/// A line that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaProblem {
    /// The line, counted from 1, the header included.
    pub line: u64,
    /// What is wrong with it.
    pub fault: AreaFault,
}

/// What is wrong with a line of an area file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AreaFault {
    /// Not four values.
    Columns,
    /// Not `county`, `township`, `village` or `group`.
    Level,
    /// The level is not the one that the code has.
    LevelDiffers,
    /// The code fails its check.
    Code(Problem),
    /// The name fails its check.
    Name(Problem),
    /// A county lies in nothing; everything else lies in something wider.
    Parent,
    /// The place in which it lies is neither in the file nor in the county, or was left out.
    ParentUnknown,
    /// The same code stands further up with other values.
    Duplicate,
}

impl AreaProblem {
    /// The word for programs.
    pub fn code(&self) -> &'static str {
        self.parts().0
    }

    /// What to tell the administrator.
    pub fn zh(&self) -> &'static str {
        self.parts().1
    }

    /// The same in English.
    pub fn en(&self) -> &'static str {
        self.parts().2
    }

    fn parts(&self) -> (&'static str, &'static str, &'static str) {
        match self.fault {
            AreaFault::Columns => (
                "columns",
                "应有 code、name、level、parent 四列",
                "there should be four values: code, name, level, parent",
            ),
            AreaFault::Level => (
                "level",
                "level 应为 county、township、village 或 group",
                "the level should be county, township, village or group",
            ),
            AreaFault::LevelDiffers => ("level_differs", "level 与代码的级别不同", "the level is not the code's"),
            AreaFault::Code(problem) | AreaFault::Name(problem) => (problem.code(), problem.zh(), problem.en()),
            AreaFault::Parent => {
                ("parent", "parent 应为上一级的代码（县没有上一级）", "the parent should be a wider place")
            }
            AreaFault::ParentUnknown => {
                ("parent_unknown", "上一级不存在或未读入", "the parent is unknown or was left out")
            }
            AreaFault::Duplicate => {
                ("duplicate", "代码与上面某行相同但内容不同", "the code stands above with other values")
            }
        }
    }
}

impl Serialize for AreaProblem {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;
        let mut fields = serializer.serialize_struct("AreaProblem", 4)?;
        fields.serialize_field("line", &self.line)?;
        fields.serialize_field("code", self.code())?;
        fields.serialize_field("message", self.zh())?;
        fields.serialize_field("message_en", self.en())?;
        fields.end()
    }
}

/// Imports areas. A wrong line is reported and does not stop the others; the same file again changes nothing.
///
/// # Errors
/// [`AdminError::AreaFile`] for a file that is none, or the store's.
pub fn import_areas(store: &dyn Store, bytes: &[u8]) -> Result<AreasImported, AdminError> {
    let (lines, mut problems) = lines(bytes)?;
    let mut write = store.write()?;
    let (areas, unplaced) = placed(lines, &*write)?;
    problems.extend(unplaced);
    problems.sort_by_key(|problem| problem.line);
    let mut imported = AreasImported { problems, ..AreasImported::default() };
    for area in areas {
        let upsert = write.put_area(&area)?;
        if upsert.changed {
            imported.changed += 1;
        } else {
            imported.unchanged += 1;
        }
    }
    write.commit()?;
    Ok(imported)
}

struct Line {
    line: u64,
    area: NewArea,
}

fn lines(bytes: &[u8]) -> Result<(Vec<Line>, Vec<AreaProblem>), AdminError> {
    let text = text(bytes)?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|_| AdminError::AreaFile("no header"))?;
    if header.iter().ne(["code", "name", "level", "parent"]) {
        return Err(AdminError::AreaFile("the first line should be code,name,level,parent"));
    }
    let (mut lines, mut problems) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record.map_err(|_| AdminError::AreaFile("a line that is no line of a table"))?;
        let line = record.position().map_or(0, csv::Position::line);
        if lines.len() + problems.len() >= ROSTER_ROWS_MAX {
            return Err(AdminError::AreaFile("too many lines"));
        }
        match area(&record) {
            Ok(area) => lines.push(Line { line, area }),
            Err(fault) => problems.push(AreaProblem { line, fault }),
        }
    }
    Ok((lines, problems))
}

fn text(bytes: &[u8]) -> Result<Cow<'_, str>, AdminError> {
    if bytes.len() > ROSTER_BYTES_MAX {
        return Err(AdminError::AreaFile("too large"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    // What a Chinese Excel writes as .csv.
    let decoded = GB18030.decode_without_bom_handling_and_without_replacement(bytes);
    decoded.ok_or(AdminError::AreaFile("neither UTF-8 nor GB 18030"))
}

fn area(record: &csv::StringRecord) -> Result<NewArea, AreaFault> {
    let values: Vec<&str> = record.iter().collect();
    let [code, name, level, parent] = values.as_slice() else { return Err(AreaFault::Columns) };
    let division = check::division(code).map_err(AreaFault::Code)?;
    let name = check::line(name).map_err(AreaFault::Name)?;
    let level = LEVELS.into_iter().find(|known| known.word() == *level).ok_or(AreaFault::Level)?;
    if division.level() != level {
        return Err(AreaFault::LevelDiffers);
    }
    let parent = if parent.is_empty() {
        None
    } else {
        let parent = check::division(parent).map_err(|_| AreaFault::Parent)?;
        if parent.level() >= level {
            return Err(AreaFault::Parent);
        }
        Some(parent.code().to_owned())
    };
    if parent.is_none() != (level == DivisionLevel::County) {
        return Err(AreaFault::Parent);
    }
    Ok(NewArea { code: division.code().to_owned(), name: name.to_owned(), level, parent })
}

const LEVELS: [DivisionLevel; 4] =
    [DivisionLevel::County, DivisionLevel::Township, DivisionLevel::Village, DivisionLevel::Group];

/// The areas, wider ones first, whose parents are there.
fn placed(mut lines: Vec<Line>, read: &(impl Read + ?Sized)) -> Result<(Vec<NewArea>, Vec<AreaProblem>), AdminError> {
    lines.sort_by_key(|line| (line.area.level, line.line));
    let mut accepted: HashMap<String, usize> = HashMap::new();
    let (mut areas, mut problems) = (Vec::<NewArea>::new(), Vec::new());
    for Line { line, area } in lines {
        if let Some(before) = accepted.get(&area.code).and_then(|place| areas.get(*place)) {
            if *before != area {
                problems.push(AreaProblem { line, fault: AreaFault::Duplicate });
            }
            continue;
        }
        let known = match &area.parent {
            None => true,
            Some(parent) => accepted.contains_key(parent) || read.area(parent)?.is_some(),
        };
        if known {
            accepted.insert(area.code.clone(), areas.len());
            areas.push(area);
        } else {
            problems.push(AreaProblem { line, fault: AreaFault::ParentUnknown });
        }
    }
    Ok((areas, problems))
}
