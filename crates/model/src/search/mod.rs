//! Search keys.
/// Collects the tokens of one document.
#[derive(Debug, Default)]
pub struct Keys(Vec<String>);
impl Keys {
    /// A name.
    pub fn name(&mut self, _: &str) {}
    /// A place.
    pub fn place(&mut self, _: &str) {}
    /// A number.
    pub fn number(&mut self, _: &str) {}
    /// Prose.
    pub fn text(&mut self, _: &str) {}
    /// The tokens.
    pub fn tokens(self) -> Vec<String> {
        self.0
    }
}
