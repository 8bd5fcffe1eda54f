//! The language of what people read: Chinese first, English second.

/// The language of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Lang {
    /// 简体中文
    Zh,
    /// English
    En,
}

impl Lang {
    /// From the environment: `LIANXIN_LANG=en` switches to English.
    pub(crate) fn from_environment() -> Self {
        match std::env::var("LIANXIN_LANG") {
            Ok(word) if word.to_ascii_lowercase().starts_with("en") => Lang::En,
            _ => Lang::Zh,
        }
    }

    /// The one of two texts that is in this language.
    pub(crate) fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}
