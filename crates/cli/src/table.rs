//! Tables for a terminal: a Chinese character is two columns wide.

use unicode_width::UnicodeWidthStr as _;

/// Between two columns.
const GAP: &str = "  ";
/// Columns of a terminal that one cell takes at most.
const CELL_WIDTH_MAX: usize = 60;

/// Rows under a header.
#[derive(Debug)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<const N: usize>(header: [&str; N]) -> Self {
        Self { rows: vec![header.map(str::to_owned).to_vec()] }
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.map(|cell| one_line(&cell)).to_vec());
    }

    /// The table, each row on a line.
    pub(crate) fn text(&self) -> String {
        let columns = self.rows.first().map_or(0, Vec::len);
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0)
            })
            .collect();
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(cell);
                line.push_str(&" ".repeat(width.saturating_sub(cell.width())));
                line.push_str(GAP);
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// A value as it fits into one line of a terminal: without line breaks or control characters, which would let a value that
/// somebody typed on another phone write over this screen.
fn one_line(text: &str) -> String {
    let mut line = String::new();
    for ch in text.chars() {
        line.push(if ch.is_control() { ' ' } else { ch });
        if line.width() > CELL_WIDTH_MAX {
            line.pop();
            line.push('…');
            break;
        }
    }
    line
}

/// Prose as it may be shown on a terminal: line breaks stay, other control characters go.
pub(crate) fn printable(text: &str) -> String {
    text.chars().filter(|ch| !ch.is_control() || *ch == '\n').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other_whatever_the_script() {
        let mut table = Table::new(["户主", "phone", "x"]);
        table.row(["阿依努尔·买买提".into(), "13900000001".into(), "1".into()]);
        table.row(["Li".into(), "无".into(), "2".into()]);
        let starts: Vec<usize> = table
            .text()
            .lines()
            .map(|line| line.rfind(['x', '1', '2']).map_or(0, |place| line[..place].width()))
            .collect();
        assert_eq!(starts, [30, 30, 30]);
    }

    #[test]
    fn a_value_cannot_write_over_the_screen_or_run_away() {
        assert_eq!(one_line("a\u{1b}[2Jb\nc"), "a [2Jb c");
        assert!(one_line(&"长".repeat(100)).width() <= CELL_WIDTH_MAX + 1);
        assert_eq!(printable("a\u{1b}[2J\nb"), "a[2J\nb");
    }
}
