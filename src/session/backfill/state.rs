//! How far a backfill is, and what a person may do about it.

/// How far a backfill is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It runs, or waits for a run to go on.
    Running,
    /// Somebody paused it.
    Paused,
    /// Somebody ended it for good.
    Cancelled,
    /// All rows are done; its migration is not.
    Done,
    /// Its migration is done.
    Applied,
}

impl State {
    const ALL: [Self; 5] =
        [Self::Running, Self::Paused, Self::Cancelled, Self::Done, Self::Applied];

    /// Its word in the table and for people.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Cancelled => "cancelled",
            Self::Done => "done",
            Self::Applied => "applied",
        }
    }

    pub(super) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// What a person may do with a backfill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Let it end behind its next page, to go on later.
    Pause,
    /// Let it go on with the next run.
    Resume,
    /// Let it end behind its next page.
    Cancel,
}

impl Turn {
    /// Its word on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Cancel => "cancel",
        }
    }

    /// Tells whether it means something for a backfill in this state.
    #[must_use]
    pub fn fits(self, state: State) -> bool {
        match self {
            Self::Pause => state == State::Running,
            // One that runs may have been interrupted, and its revision edited since.
            Self::Resume => matches!(state, State::Running | State::Paused | State::Cancelled),
            Self::Cancel => matches!(state, State::Running | State::Paused),
        }
    }

    pub(super) fn state(self) -> State {
        match self {
            Self::Pause => State::Paused,
            Self::Resume => State::Running,
            Self::Cancel => State::Cancelled,
        }
    }
}
