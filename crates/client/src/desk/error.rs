//! Why a desk did not do what it was asked.

use lianxin_core::CoreError;

use crate::ClientError;

/// Why something was not done. Nothing is changed then.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// What the core answers, or the way to the server.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The store was closed.
    #[error("the store was closed")]
    Closed,
    /// Whoever wanted it stopped it.
    #[error("it was stopped")]
    Stopped,
    /// A background sync of this store runs already.
    #[error("a background sync runs already")]
    BackgroundRuns,
    /// A defect: the core panicked, or the system gave no thread. The store is whole and goes on.
    #[error("a defect of the library")]
    Internal,
}

impl From<CoreError> for DeskError {
    fn from(error: CoreError) -> Self {
        DeskError::Client(error.into())
    }
}

impl DeskError {
    /// The word for programs.
    pub fn code(&self) -> &str {
        match self {
            DeskError::Client(error) => error.code(),
            other => other.parts().0,
        }
    }

    /// The sentence for people, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            DeskError::Client(error) => error.zh(),
            other => other.parts().1.to_owned(),
        }
    }

    /// The same in English.
    pub fn en(&self) -> String {
        match self {
            DeskError::Client(error) => error.en(),
            other => other.parts().2.to_owned(),
        }
    }

    fn parts(&self) -> (&'static str, &'static str, &'static str) {
        match self {
            DeskError::Closed => ("closed", "数据文件已关闭", "the store was closed"),
            DeskError::Stopped => {
                ("stopped", "同步已停止，已写的都在本机", "it was stopped; everything is kept on the device")
            }
            DeskError::BackgroundRuns => ("background_runs", "程序调用有误", "a background sync runs already"),
            DeskError::Internal | DeskError::Client(_) => {
                ("internal", "程序内部出错，数据没有改动", "a defect of the library; nothing was changed")
            }
        }
    }
}
