//! The folder of a demo: what is in it is known, so that it can be taken up again, or cleared without touching anything
//! else.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// Says that the folder is a demo's, and of which county.
const MARKER: &str = "demo.json";
/// The roster as the office handed it in.
pub(super) const ROSTER: &str = "花名册.xlsx";
/// The devices' stores.
pub(super) const DEVICES: &str = "devices";
/// Everything else that a demo makes: the county's store.
const STORE: [&str; 3] = ["county.sqlite", "county.sqlite-wal", "county.sqlite-shm"];

/// Which county a folder holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Marker {
    pub(super) seed: u64,
    pub(super) households: usize,
    /// Whether it was prepared to its end.
    pub(super) ready: bool,
}

/// What to do with a county that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Present {
    Keep,
    /// `--fresh --yes`, or somebody said yes.
    Replace,
}

/// Where demos live unless another place is named: a folder of the user's cache, which may be deleted at any time.
pub(super) fn usual() -> PathBuf {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = named("XDG_CACHE_HOME")
        .or_else(|| named("LOCALAPPDATA"))
        .or_else(|| named("HOME").map(|home| home.join(".cache")))
        .unwrap_or_else(std::env::temp_dir);
    cache.join("lianxin-demo")
}

/// What the folder holds; `None` where it is empty or not there.
///
/// # Errors
/// `not_a_demo` for a folder with anything else in it.
pub(super) fn marker(folder: &Path) -> Result<Option<Marker>, Failure> {
    let file = folder.join(MARKER);
    if file.exists() {
        let text = fs::read_to_string(&file).map_err(|error| Failure::io(&file.display().to_string(), &error))?;
        return serde_json::from_str(&text).map(Some).map_err(|_| not_a_demo(folder));
    }
    match fs::read_dir(folder) {
        Ok(mut entries) => {
            if entries.next().is_none() {
                Ok(None)
            } else {
                Err(not_a_demo(folder))
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::io(&folder.display().to_string(), &error)),
    }
}

/// Takes the folder for this county. Whether it is there and ready; one that was cut off is begun anew.
///
/// # Errors
/// `other_demo` where another county is there and is to be kept; `not_a_demo`, or the disk's.
pub(super) fn take(folder: &Path, wanted: Marker, present: Present) -> Result<bool, Failure> {
    match marker(folder)? {
        Some(found) if found.ready && present == Present::Keep => {
            let same = Marker { ready: wanted.ready, ..found } == wanted;
            return if same { Ok(true) } else { Err(other_demo(folder, found)) };
        }
        Some(_) => clear(folder)?,
        None => {}
    }
    let devices = folder.join(DEVICES);
    fs::create_dir_all(&devices).map_err(|error| Failure::io(&devices.display().to_string(), &error))?;
    put(folder, Marker { ready: false, ..wanted })?;
    Ok(false)
}

/// Says what the folder holds.
pub(super) fn put(folder: &Path, marker: Marker) -> Result<(), Failure> {
    let file = folder.join(MARKER);
    fs::write(&file, serde_json::to_vec(&marker)?).map_err(|error| Failure::io(&file.display().to_string(), &error))
}

/// Deletes what a demo makes, the marker last.
fn clear(folder: &Path) -> Result<(), Failure> {
    let failed = |path: &Path, error: &std::io::Error| Failure::io(&path.display().to_string(), error);
    let devices = folder.join(DEVICES);
    if devices.exists() {
        fs::remove_dir_all(&devices).map_err(|error| failed(&devices, &error))?;
    }
    for name in STORE.into_iter().chain([ROSTER, MARKER]) {
        let file = folder.join(name);
        match fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(&file, &error)),
            _ => {}
        }
    }
    Ok(())
}

fn not_a_demo(folder: &Path) -> Failure {
    let name = folder.display();
    Failure::new(
        "not_a_demo",
        format!("{name} 里有别的内容，不是演示数据；请换一个 --data"),
        format!("{name} holds something else than a demo: choose another --data"),
    )
}

fn other_demo(folder: &Path, found: Marker) -> Failure {
    let (name, seed, households) = (folder.display(), found.seed, found.households);
    Failure::new(
        "other_demo",
        format!("{name} 里是另一个演示县（--seed {seed} --households {households}）；要重新生成请加 --fresh --yes"),
        format!("{name} holds the demo of --seed {seed} --households {households}: --fresh --yes makes another"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const WANTED: Marker = Marker { seed: 1, households: 24, ready: false };

    #[test]
    fn a_folder_is_taken_kept_or_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join("demo");
        assert!(!take(&at, WANTED, Present::Keep).unwrap());
        std::fs::write(at.join("county.sqlite"), b"x").unwrap();
        // Cut off: begun anew.
        assert!(!take(&at, WANTED, Present::Keep).unwrap());
        assert!(!at.join("county.sqlite").exists());
        put(&at, Marker { ready: true, ..WANTED }).unwrap();
        assert!(take(&at, WANTED, Present::Keep).unwrap());
        let other = Marker { seed: 2, ..WANTED };
        assert!(take(&at, other, Present::Keep).unwrap_err().to_string().starts_with("other_demo"));
        assert!(!take(&at, other, Present::Replace).unwrap());
    }

    #[test]
    fn what_is_no_demo_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("county.sqlite");
        std::fs::write(&file, b"a real county").unwrap();
        for present in [Present::Keep, Present::Replace] {
            let refused = take(folder.path(), WANTED, present).unwrap_err();
            assert!(refused.to_string().starts_with("not_a_demo"));
        }
        assert_eq!(std::fs::read(&file).unwrap(), b"a real county");
    }
}
